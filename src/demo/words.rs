//! What people write about their clients.

/// Label and colour.
pub const TAGS: [(&str, i32); 8] = [
    ("Regular", 0),
    ("New", 3),
    ("VIP", 4),
    ("Colour", 5),
    ("Bridal", 6),
    ("Student", 1),
    ("Gift card", 2),
    ("Prefers mornings", 7),
];

/// Company, one in six contacts has one.
pub const COMPANIES: [&str; 14] = [
    "Lakeview Dental",
    "Ström & Daughters",
    "Halsted Street Books",
    "Café Ölberg",
    "Prairie Legal LLP",
    "Nguyễn Catering",
    "Wicker Park Yoga",
    "Blue Heron Architects",
    "Söderberg Print",
    "Six Corners Vet Clinic",
    "Pilsen Ceramics",
    "Ćosić Masonry",
    "Uptown Strings",
    "Fjord Analytics",
];

/// City, region, postal code, country.
pub const PLACES: [(&str, &str, &str, &str); 14] = [
    ("Chicago", "IL", "60614", "US"),
    ("Chicago", "IL", "60622", "US"),
    ("Chicago", "IL", "60647", "US"),
    ("Chicago", "IL", "60608", "US"),
    ("Oak Park", "IL", "60302", "US"),
    ("Evanston", "IL", "60201", "US"),
    ("Cicero", "IL", "60804", "US"),
    ("Skokie", "IL", "60077", "US"),
    ("Berwyn", "IL", "60402", "US"),
    ("Joliet", "IL", "60431", "US"),
    ("Naperville", "IL", "60540", "US"),
    ("Gary", "IN", "46402", "US"),
    ("Milwaukee", "WI", "53202", "US"),
    ("South Bend", "IN", "46601", "US"),
];

pub const STREETS: [&str; 10] = [
    "N Damen Ave",
    "W Armitage Ave",
    "S Loomis St",
    "Ridge Blvd",
    "N Clark St",
    "W Cermak Rd",
    "Elm St",
    "Lake Shore Dr",
    "N Milwaukee Ave",
    "Maple Ct",
];

pub const NOTES: [&str; 16] = [
    "Came in with a photo of a **short bob**. Took off about 10 cm; loved it.",
    "Asked for the same colour as last time:\n\n- 6.3 + 7.1, 1:1\n- 20 vol, 35 minutes",
    "Would like to be called, not written to, when an appointment moves.",
    "Brought their daughter along; suggest the *family hour* on Saturdays.",
    "Running late most of the time. Leave 15 minutes after the appointment.",
    "Paid with a gift card, **$40 left** on it.",
    "Wedding in June! Trial on the first Saturday of May, then:\n\n1. Up-do\n2. Make-up\n3. Two bridesmaids",
    "Prefers the chair by the window.",
    "Moved to a new flat, nearer to us now. Address updated.",
    "Not happy with the fringe; came back for free, fixed in ten minutes.",
    "Drinks tea, no sugar. Talks about the garden.",
    "Recommended us to a neighbour. Thank-you card sent.",
    "Spoke about the loyalty card; wants to think it over.",
    "New job, only evenings from now on. See [our evening hours](https://example.com/hours).",
    "> “Best cut in years.”\n\nAsked whether we may quote that: yes, with first name.",
    "Phone number did not work; got the new one at the desk.",
];

pub const FOLLOW_UPS: [&str; 10] = [
    "Call about the June booking",
    "Send the colour formula",
    "Ask how the new cut holds up",
    "Offer the Saturday family hour",
    "Thank for the recommendation",
    "Remind of the gift card",
    "Check the new phone number",
    "Send the bridal price list",
    "Ask for a review",
    "Confirm the evening slot",
];

pub const SOURCES: [&str; 5] = ["Recommendation", "Walk-in", "Website", "Social media", "Event"];

pub const PRONOUNS: [&str; 3] = ["she/her", "he/him", "they/them"];

pub const FORMULAS: [&str; 6] =
    ["6.3 + 7.1, 20 vol", "8.0, 30 vol", "5.5, no peroxide", "7.44 + 8.3", "9.1 toner", "4.0 gloss"];

pub const STYLISTS: [&str; 4] = ["Marcus", "Sofía", "Olivia", "No preference"];
