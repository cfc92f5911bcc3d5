//! A bar chart, drawn by the server: where the bars stand. Pure.

const WIDTH: i64 = 560;
const FLOOR: i64 = 150;
const TALLEST: i64 = 126;
/// So many bars leave room for a number over each; of more, every seventh has its label.
const WITH_NUMBERS: usize = 13;

pub struct Bar {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    pub middle: i64,
    /// Where the number stands.
    pub value_y: i64,
    pub value: i64,
    pub label: String,
    pub is_now: bool,
    pub has_number: bool,
    pub has_label: bool,
}

/// A bar for each (label, count), drawn to the tallest.
pub fn bars(counts: Vec<(String, i64)>) -> Vec<Bar> {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let (step, last) = (WIDTH / (counts.len() as i64).max(1), counts.len().saturating_sub(1));
    let (width, has_number) = (step * 6 / 10, counts.len() <= WITH_NUMBERS);
    let bar = |(place, (label, value)): (usize, (String, i64))| {
        let x = place as i64 * step + (step - width) / 2;
        // Something is never drawn as nothing.
        let height = if value == 0 { 2 } else { (value * TALLEST / most).max(4) };
        let y = FLOOR - height;
        Bar {
            x,
            y,
            width,
            height,
            middle: x + width / 2,
            value_y: y - 7,
            value,
            label,
            is_now: place == last,
            has_number,
            has_label: has_number || (last - place) % 7 == 3,
        }
    };
    counts.into_iter().enumerate().map(bar).collect()
}

/// The length of a bar beside others, in hundredths of the longest.
pub fn share(value: i64, most: i64) -> i64 {
    if value == 0 { 0 } else { (value * 100 / most.max(1)).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_bar_fits() {
        let bars = bars(vec![("a".into(), 0), ("b".into(), 1), ("c".into(), 100_000)]);
        assert_eq!(bars[2].height, TALLEST);
        assert!(bars.iter().all(|bar| bar.y >= 20 && bar.height > 0));
        assert!(bars[2].is_now && !bars[0].is_now);
    }

    #[test]
    fn many_bars_stand_side_by_side() {
        let bars = bars((0..30).map(|n| (n.to_string(), n)).collect());
        assert!(bars.windows(2).all(|pair| pair[0].x + pair[0].width < pair[1].x));
        assert!(bars.iter().all(|bar| bar.x + bar.width <= WIDTH && !bar.has_number));
        assert_eq!(bars.iter().filter(|bar| bar.has_label).count(), 4);
    }
}
