//! Countries, by the names people use. ISO 3166-1 decides which there are. Pure.

use isocountry::CountryCode;

/// Everyday names where ISO's is long, and others that people type.
const NAMES: &[(&str, &[&str])] = &[
    ("USA", &["United States", "USA", "US", "U.S.", "United States of America"]),
    ("GBR", &["United Kingdom", "UK", "Great Britain", "England"]),
    ("BES", &["Caribbean Netherlands"]),
    ("BOL", &["Bolivia"]),
    ("COD", &["Congo-Kinshasa", "DR Congo"]),
    ("COG", &["Congo-Brazzaville", "Republic of the Congo"]),
    ("CZE", &["Czechia", "Czech Republic"]),
    ("IRN", &["Iran"]),
    ("KOR", &["South Korea", "Korea"]),
    ("PRK", &["North Korea"]),
    ("LAO", &["Laos"]),
    ("MDA", &["Moldova"]),
    ("MKD", &["North Macedonia"]),
    ("NLD", &["Netherlands", "The Netherlands", "Holland"]),
    ("PSE", &["Palestine"]),
    ("RUS", &["Russia"]),
    ("SHN", &["Saint Helena"]),
    ("SWZ", &["Eswatini"]),
    ("SYR", &["Syria"]),
    ("TUR", &["Türkiye", "Turkey"]),
    ("TWN", &["Taiwan"]),
    ("TZA", &["Tanzania"]),
    ("VEN", &["Venezuela"]),
    ("VNM", &["Vietnam"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Country(CountryCode);

impl Country {
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let named = NAMES.iter().find(|(_, names)| names.iter().any(|n| n.eq_ignore_ascii_case(typed)));
        if let Some((code, _)) = named {
            return CountryCode::for_alpha3(code).ok().map(Self);
        }
        let code =
            CountryCode::for_alpha2_caseless(typed).or_else(|_| CountryCode::for_alpha3_caseless(typed));
        let full = || CountryCode::iter().find(|c| c.name().eq_ignore_ascii_case(typed)).copied();
        code.ok().or_else(full).map(Self)
    }

    pub fn name(self) -> &'static str {
        let code = self.0.alpha3();
        let usual = NAMES.iter().find(|(known, _)| *known == code).and_then(|(_, names)| names.first());
        usual.copied().unwrap_or_else(|| self.0.name())
    }
}

/// "Germany, USA" → the countries, each once; the part that is no country otherwise.
pub fn parse_list(typed: &str) -> Result<Vec<Country>, String> {
    let mut found = Vec::new();
    for part in typed.split([',', ';', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
        let country = Country::parse(part).ok_or_else(|| part.to_owned())?;
        if !found.contains(&country) {
            found.push(country);
        }
    }
    Ok(found)
}

/// The names in a list that are not the country `home`.
pub fn outside<'l>(list: &'l str, home: &str) -> Vec<&'l str> {
    let is_home = |name: &str| match (Country::parse(name), Country::parse(home)) {
        (Some(one), Some(other)) => one == other,
        _ => name.eq_ignore_ascii_case(home.trim()),
    };
    list.split(", ").filter(|name| !name.is_empty() && !is_home(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_found_by_its_own_name_and_the_names_make_a_list() {
        for code in CountryCode::iter() {
            let name = Country(*code).name();
            assert_eq!(Country::parse(name), Some(Country(*code)), "{name}");
            assert!(!name.contains(", ") && !name.contains(';'), "{name} would fall apart in a list");
        }
    }

    #[test]
    fn the_names_in_the_table_are_countries() {
        for (code, names) in NAMES {
            assert!(CountryCode::for_alpha3(code).is_ok(), "{names:?}");
        }
    }

    #[test]
    fn a_list_is_read_as_people_write_it() {
        let names =
            |typed| parse_list(typed).map(|all| all.into_iter().map(Country::name).collect::<Vec<_>>());
        assert_eq!(names("us, Germany;DEU\nUK"), Ok(vec!["United States", "Germany", "United Kingdom"]));
        assert_eq!(names(" "), Ok(vec![]));
        assert_eq!(names("Germany, Atlantis"), Err("Atlantis".to_owned()));
    }

    #[test]
    fn home_is_home_under_each_of_its_names() {
        assert!(outside("United States", "USA").is_empty());
        assert_eq!(outside("United States, Germany", "United States of America"), ["Germany"]);
        assert_eq!(outside("Germany", "somewhere"), ["Germany"]);
    }
}
