//! Amounts of money as people type and read them. Kept in the smallest unit of the
//! currency (cents), never as a fraction. Pure.

/// The largest amount that a form takes, in the smallest unit.
const LARGEST: i64 = 9_999_999_999;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("Enter an amount like 45 or 45.50.")]
    Malformed,
    #[error("This amount is too large.")]
    TooLarge,
}

/// How many digits stand behind the mark: none for currencies without a smaller unit.
pub fn decimals(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "CLP" | "VND" | "ISK" => 0,
        _ => 2,
    }
}

/// Takes `45`, `45.5`, `45,50`, `1 200.00`; a mark with three digits after it is not guessed at.
pub fn parse(typed: &str, currency: &str) -> Result<i64, MoneyError> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
    let decimals = decimals(currency);
    let (whole, fraction) = typed.split_once(['.', ',']).unwrap_or((&typed, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > decimals as usize {
        return Err(MoneyError::Malformed);
    }
    if whole.len() > 10 {
        return Err(MoneyError::TooLarge);
    }
    let unit = 10_i64.pow(decimals);
    let padded = format!("{fraction:0<width$}", width = decimals as usize);
    let small = if padded.is_empty() { 0 } else { padded.parse().map_err(|_| MoneyError::Malformed)? };
    let whole: i64 = whole.parse().map_err(|_| MoneyError::Malformed)?;
    let amount = whole.saturating_mul(unit).saturating_add(small);
    if amount > LARGEST { Err(MoneyError::TooLarge) } else { Ok(amount) }
}

/// As a form shows it again: `45.50`.
pub fn plain(amount: i64, currency: &str) -> String {
    match decimals(currency) {
        0 => amount.to_string(),
        n => {
            let unit = 10_i64.pow(n);
            format!("{}.{:0width$}", amount / unit, amount % unit, width = n as usize)
        }
    }
}

/// As a page shows it: `$45`, `$45.50`, `45,50 EUR` with a decimal comma.
pub fn shown(amount: i64, currency: &str, decimal_comma: bool) -> String {
    let text = plain(amount, currency);
    let text = text.strip_suffix(".00").unwrap_or(&text).to_owned();
    let text = if decimal_comma { text.replace('.', ",") } else { text };
    match (currency, decimal_comma) {
        ("USD", false) => format!("${text}"),
        ("GBP", false) => format!("£{text}"),
        ("EUR", false) => format!("€{text}"),
        ("EUR", true) => format!("{text} €"),
        (other, _) => format!("{text} {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, currency, amount) in [
            ("45", "USD", 4500),
            ("45.5", "USD", 4550),
            (" 45,50 ", "EUR", 4550),
            ("1 200", "USD", 120_000),
            ("0", "USD", 0),
            ("1200", "JPY", 1200),
        ] {
            assert_eq!(parse(typed, currency), Ok(amount), "{typed} {currency}");
        }
        for typed in ["", "x", "-1", "1.234", "1,200.00", ".5", "1e3", "45.5.5"] {
            assert_eq!(parse(typed, "USD"), Err(MoneyError::Malformed), "{typed}");
        }
        assert_eq!(parse("1.5", "JPY"), Err(MoneyError::Malformed));
        assert_eq!(parse("999999999999", "USD"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn amounts_are_shown_in_their_currency() {
        assert_eq!(shown(4500, "USD", false), "$45");
        assert_eq!(shown(4550, "USD", false), "$45.50");
        assert_eq!(shown(4550, "EUR", true), "45,50 €");
        assert_eq!(shown(1200, "JPY", false), "1200 JPY");
        assert_eq!(plain(4505, "USD"), "45.05");
        assert_eq!(plain(5, "USD"), "0.05");
    }
}
