//! Why a column with somebody's data is not in their copy. Pure; a test asks for a reason for
//! every column of the inventory that is not handed out.

use crate::inventory::{Column, Origin};

const SECRET: &str =
    "It is a secret that lets somebody in, or its digest. Handing it out would put the account at risk.";
const DEVICE: &str = "It is the digest of a number that recognises a browser. It can be used to pass for it.";
const PSEUDONYM: &str =
    "It is a random number that ties records together and says nothing outside the program.";
const NUMBER: &str = "It is a number inside the program, which means nothing anywhere else.";
const COPY: &str = "It is the same text in another form, made by the program for searching and sorting.";
const SHORT: &str = "It repeats the first entry of a list that is handed out in full.";
const BOOKKEEPING: &str = "It is the program's own bookkeeping and says nothing more about you.";
pub const DERIVED: &str = "It was made by the program. Portability covers what you gave and what was noted in use (GDPR Art. 20(1)).";
pub const OF_OTHERS: &str = "It speaks of another person, whose rights come first (GDPR Art. 15(4)).";

pub fn reason(column: &Column) -> &'static str {
    match (column.category, column.origin) {
        ("user.authorization.credentials", _) => SECRET,
        ("user.device.cookie_id", _) => DEVICE,
        ("user.unique_id.pseudonymous", _) => PSEUDONYM,
        ("user.unique_id", _) => NUMBER,
        ("system.operations", _) => BOOKKEEPING,
        (_, Origin::Derived) => COPY,
        (_, Origin::Provided) => SHORT,
        (_, Origin::Observed) => BOOKKEEPING,
    }
}

/// Not even a business takes these along.
pub fn is_secret(column: &Column) -> bool {
    column.category == "user.authorization.credentials"
}
