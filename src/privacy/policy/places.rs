//! Which authority hears a complaint, and from which age a person decides alone about their
//! data, by country or state. Checked when it was written; add rows rather than prose.

pub struct Place {
    pub name: &'static str,
    pub authority: &'static str,
    pub link: &'static str,
    /// The age of consent for online services (GDPR Art. 8, UK GDPR, COPPA).
    pub age: u8,
}

/// The lowest age for which the service is meant anywhere.
pub const LOWEST_AGE: u8 = 13;

pub const PLACES: &[Place] = &[
    Place { name: "Austria", authority: "Datenschutzbehörde", link: "https://www.dsb.gv.at/", age: 14 },
    Place {
        name: "Belgium",
        authority: "Gegevensbeschermingsautoriteit / Autorité de protection des données",
        link: "https://www.dataprotectionauthority.be/",
        age: 13,
    },
    Place { name: "Denmark", authority: "Datatilsynet", link: "https://www.datatilsynet.dk/", age: 15 },
    Place {
        name: "France",
        authority: "Commission nationale de l’informatique et des libertés (CNIL)",
        link: "https://www.cnil.fr/",
        age: 15,
    },
    Place {
        name: "Germany",
        authority: "the data-protection authority of your Land; the list is kept by the BfDI",
        link: "https://www.bfdi.bund.de/",
        age: 16,
    },
    Place {
        name: "Ireland",
        authority: "Data Protection Commission",
        link: "https://www.dataprotection.ie/",
        age: 16,
    },
    Place {
        name: "Italy",
        authority: "Garante per la protezione dei dati personali",
        link: "https://www.garanteprivacy.it/",
        age: 14,
    },
    Place {
        name: "Netherlands",
        authority: "Autoriteit Persoonsgegevens",
        link: "https://www.autoriteitpersoonsgegevens.nl/",
        age: 16,
    },
    Place {
        name: "Poland",
        authority: "Urząd Ochrony Danych Osobowych",
        link: "https://uodo.gov.pl/",
        age: 16,
    },
    Place {
        name: "Spain",
        authority: "Agencia Española de Protección de Datos",
        link: "https://www.aepd.es/",
        age: 14,
    },
    Place { name: "Sweden", authority: "Integritetsskyddsmyndigheten", link: "https://www.imy.se/", age: 13 },
    Place {
        name: "Other EEA countries",
        authority: "the authority of your country; the list is kept by the European Data Protection Board",
        link: "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
        age: 16,
    },
    Place {
        name: "United Kingdom",
        authority: "Information Commissioner’s Office",
        link: "https://ico.org.uk/make-a-complaint/",
        age: 13,
    },
    Place {
        name: "Switzerland",
        authority: "Federal Data Protection and Information Commissioner",
        link: "https://www.edoeb.admin.ch/",
        age: 16,
    },
    Place {
        name: "California",
        authority: "California Privacy Protection Agency",
        link: "https://cppa.ca.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Colorado",
        authority: "Colorado Attorney General",
        link: "https://coag.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Connecticut",
        authority: "Connecticut Attorney General",
        link: "https://portal.ct.gov/ag",
        age: LOWEST_AGE,
    },
    Place {
        name: "Texas",
        authority: "Texas Attorney General",
        link: "https://www.texasattorneygeneral.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Virginia",
        authority: "Virginia Attorney General",
        link: "https://www.oag.state.va.us/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Other states of the US",
        authority: "the attorney general of your state",
        link: "https://www.naag.org/find-my-ag/",
        age: LOWEST_AGE,
    },
];

/// Who hears a complaint about a business in this country, by its two letters.
pub fn authority_in(country: Option<&str>) -> String {
    let name = match country {
        Some("AT") => "Austria",
        Some("BE") => "Belgium",
        Some("CH") => "Switzerland",
        Some("DE") => "Germany",
        Some("DK") => "Denmark",
        Some("ES") => "Spain",
        Some("FR") => "France",
        Some("GB") => "United Kingdom",
        Some("IE") => "Ireland",
        Some("IT") => "Italy",
        Some("NL") => "Netherlands",
        Some("PL") => "Poland",
        Some("SE") => "Sweden",
        Some("US") => "Other states of the US",
        Some("CZ" | "FI" | "GR" | "LU" | "PT") => "Other EEA countries",
        _ => return "the data-protection authority of your country".into(),
    };
    let place = PLACES.iter().find(|place| place.name == name);
    place.map(|place| format!("{} ({})", place.authority, place.link)).unwrap_or_default()
}

/// The highest age among the places, for "13 to 16".
pub fn highest_age() -> u8 {
    PLACES.iter().map(|place| place.age).max().unwrap_or(LOWEST_AGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::birth::age_in;

    /// Dates of birth are judged by the ages that the policy names.
    #[test]
    fn the_ages_of_the_policy_are_those_that_are_checked() {
        let named = |name: &str| PLACES.iter().find(|place| place.name == name).unwrap().age;
        let codes = [
            ("AT", "Austria"),
            ("BE", "Belgium"),
            ("CH", "Switzerland"),
            ("DE", "Germany"),
            ("DK", "Denmark"),
            ("ES", "Spain"),
            ("FR", "France"),
            ("GB", "United Kingdom"),
            ("IE", "Ireland"),
            ("IT", "Italy"),
            ("NL", "Netherlands"),
            ("PL", "Poland"),
            ("SE", "Sweden"),
            ("US", "Other states of the US"),
            ("PT", "Other EEA countries"),
        ];
        for (code, name) in codes {
            assert_eq!(age_in(Some(code)), named(name), "{name}");
        }
        assert_eq!(age_in(None), LOWEST_AGE);
    }
}
