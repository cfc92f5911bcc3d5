//! A member's own bookings as a calendar that their phone or another program subscribes to. The
//! link is the only key: 128 bits, kept as a digest, made again for its owner from a random key
//! under the installation's secret, and gone when it is revoked. Names stay out unless wanted: a
//! calendar elsewhere is another company's. Owns `calendar_feeds`.

mod page;
mod queries;
mod serve;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/calendar/feed", page::show)
        .post("/calendar/feed", page::make)
        .post("/calendar/feed/revoke", page::revoke)
        .get("/feeds/{token}.ics", serve::feed)
}
