DROP INDEX contact_emails_of, contact_phones_of, contact_tags_of, contact_values_of, notes_of, bookings_of,
  booking_items_of, booking_events_of, booking_answers_of, booking_messages_of, occupancies_of;
