//! Bookings: nobody is booked twice, every time is right, a stranger learns and changes nothing.

mod calendar;
mod catalogue;
mod client;
mod collisions;
mod desk;
mod feeds;
mod guard;
mod hours;
mod messages;
mod public;
mod reports;
mod series;
mod slots;
mod waitlist;
