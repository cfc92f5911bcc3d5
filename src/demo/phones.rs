//! Telephone numbers that are set aside for fiction, so that nobody's rings.

/// Area codes of the United States; numbers 555-0100 to 555-0199 exist in each and ring nowhere.
const AREAS: [u16; 60] = [
    312, 773, 872, 630, 708, 847, 224, 331, 815, 779, 217, 309, 618, 219, 260, 317, 414, 262, 608, 715, 212,
    718, 917, 646, 347, 202, 305, 786, 404, 470, 512, 737, 214, 469, 713, 281, 602, 480, 303, 720, 206, 425,
    503, 971, 415, 628, 213, 310, 323, 619, 702, 801, 612, 651, 313, 248, 216, 614, 615, 504,
];

pub fn american(n: usize) -> (String, String) {
    let (area, last) = (AREAS[(n / 100) % AREAS.len()], n % 100);
    (format!("({area}) 555-01{last:02}"), format!("+1{area}55501{last:02}"))
}

pub fn british(n: usize) -> (String, String) {
    let last = n % 1000;
    (format!("+44 7700 900{last:03}"), format!("+447700900{last:03}"))
}

pub fn french(n: usize) -> (String, String) {
    let (a, b) = ((n / 100) % 100, n % 100);
    (format!("+33 6 39 98 {a:02} {b:02}"), format!("+3363998{a:02}{b:02}"))
}

pub fn german(n: usize) -> (String, String) {
    let last = n % 1000;
    (format!("+49 30 23125 {last:03}"), format!("+493023125{last:03}"))
}
