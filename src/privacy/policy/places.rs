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
    Place {
        name: "Bulgaria",
        authority: "Commission for Personal Data Protection",
        link: "https://cpdp.bg/",
        age: 14,
    },
    Place {
        name: "Croatia",
        authority: "Agencija za zaštitu osobnih podataka",
        link: "https://azop.hr/",
        age: 16,
    },
    Place {
        name: "Cyprus",
        authority: "Office of the Commissioner for Personal Data Protection",
        link: "https://www.dataprotection.gov.cy/",
        age: 14,
    },
    Place {
        name: "Czechia",
        authority: "Úřad pro ochranu osobních údajů",
        link: "https://uoou.gov.cz/",
        age: 15,
    },
    Place { name: "Denmark", authority: "Datatilsynet", link: "https://www.datatilsynet.dk/", age: 15 },
    Place { name: "Estonia", authority: "Andmekaitse Inspektsioon", link: "https://www.aki.ee/", age: 13 },
    Place {
        name: "Finland",
        authority: "Tietosuojavaltuutetun toimisto",
        link: "https://tietosuoja.fi/",
        age: 13,
    },
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
        name: "Greece",
        authority: "Hellenic Data Protection Authority",
        link: "https://www.dpa.gr/",
        age: 15,
    },
    Place {
        name: "Hungary",
        authority: "Nemzeti Adatvédelmi és Információszabadság Hatóság",
        link: "https://www.naih.hu/",
        age: 16,
    },
    Place { name: "Iceland", authority: "Persónuvernd", link: "https://www.personuvernd.is/", age: 13 },
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
    Place { name: "Latvia", authority: "Datu valsts inspekcija", link: "https://www.dvi.gov.lv/", age: 13 },
    Place {
        name: "Liechtenstein",
        authority: "Datenschutzstelle",
        link: "https://www.datenschutzstelle.li/",
        age: 16,
    },
    Place {
        name: "Lithuania",
        authority: "Valstybinė duomenų apsaugos inspekcija",
        link: "https://vdai.lrv.lt/",
        age: 14,
    },
    Place {
        name: "Luxembourg",
        authority: "Commission nationale pour la protection des données",
        link: "https://cnpd.public.lu/",
        age: 16,
    },
    Place {
        name: "Malta",
        authority: "Information and Data Protection Commissioner",
        link: "https://idpc.org.mt/",
        age: 13,
    },
    Place {
        name: "Netherlands",
        authority: "Autoriteit Persoonsgegevens",
        link: "https://www.autoriteitpersoonsgegevens.nl/",
        age: 16,
    },
    Place { name: "Norway", authority: "Datatilsynet", link: "https://www.datatilsynet.no/", age: 13 },
    Place {
        name: "Poland",
        authority: "Urząd Ochrony Danych Osobowych",
        link: "https://uodo.gov.pl/",
        age: 16,
    },
    Place {
        name: "Portugal",
        authority: "Comissão Nacional de Proteção de Dados",
        link: "https://www.cnpd.pt/",
        age: 13,
    },
    Place {
        name: "Romania",
        authority: "Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal",
        link: "https://www.dataprotection.ro/",
        age: 16,
    },
    Place {
        name: "Slovakia",
        authority: "Úrad na ochranu osobných údajov",
        link: "https://dataprotection.gov.sk/",
        age: 16,
    },
    Place {
        name: "Slovenia",
        authority: "Informacijski pooblaščenec",
        link: "https://www.ip-rs.si/",
        age: 15,
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
        name: "Delaware",
        authority: "Delaware Department of Justice",
        link: "https://attorneygeneral.delaware.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Indiana",
        authority: "Indiana Attorney General",
        link: "https://www.in.gov/attorneygeneral/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Iowa",
        authority: "Iowa Attorney General",
        link: "https://www.iowaattorneygeneral.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Kentucky",
        authority: "Kentucky Attorney General",
        link: "https://www.ag.ky.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Maryland",
        authority: "Maryland Attorney General",
        link: "https://oag.maryland.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Minnesota",
        authority: "Minnesota Attorney General",
        link: "https://www.ag.state.mn.us/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Montana",
        authority: "Montana Attorney General",
        link: "https://dojmt.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Nebraska",
        authority: "Nebraska Attorney General",
        link: "https://ago.nebraska.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "New Hampshire",
        authority: "New Hampshire Attorney General",
        link: "https://www.doj.nh.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "New Jersey",
        authority: "New Jersey Attorney General",
        link: "https://www.njoag.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Oregon",
        authority: "Oregon Attorney General",
        link: "https://www.doj.state.or.us/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Rhode Island",
        authority: "Rhode Island Attorney General",
        link: "https://riag.ri.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Tennessee",
        authority: "Tennessee Attorney General",
        link: "https://www.tn.gov/attorneygeneral.html",
        age: LOWEST_AGE,
    },
    Place {
        name: "Texas",
        authority: "Texas Attorney General",
        link: "https://www.texasattorneygeneral.gov/",
        age: LOWEST_AGE,
    },
    Place {
        name: "Utah",
        authority: "Utah Attorney General",
        link: "https://attorneygeneral.utah.gov/",
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

/// Countries by their two letters, as a business's time zone tells them.
const COUNTRIES: &[(&str, &str)] = &[
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("BG", "Bulgaria"),
    ("CH", "Switzerland"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DE", "Germany"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("ES", "Spain"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("GR", "Greece"),
    ("HR", "Croatia"),
    ("HU", "Hungary"),
    ("IE", "Ireland"),
    ("IS", "Iceland"),
    ("IT", "Italy"),
    ("LI", "Liechtenstein"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("MT", "Malta"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("RO", "Romania"),
    ("SE", "Sweden"),
    ("SI", "Slovenia"),
    ("SK", "Slovakia"),
    ("US", "Other states of the US"),
];

/// Who hears a complaint about a business in this country, by its two letters.
pub fn authority_in(country: Option<&str>) -> String {
    let name = COUNTRIES.iter().find(|(code, _)| Some(*code) == country).map(|(_, name)| *name);
    match name.and_then(place) {
        Some(place) => format!("{} ({})", place.authority, place.link),
        None => "the data-protection authority of your country".into(),
    }
}

/// The highest age among the places, for "13 to 16".
pub fn highest_age() -> u8 {
    PLACES.iter().map(|place| place.age).max().unwrap_or(LOWEST_AGE)
}

/// For whoever lives in none of the places above.
pub const ELSEWHERE: &str = "Somewhere else";

pub fn place(name: &str) -> Option<&'static Place> {
    PLACES.iter().find(|place| place.name == name)
}

/// The places as a form offers them.
pub fn choices() -> Vec<(String, String)> {
    let names = PLACES.iter().map(|place| place.name).chain([ELSEWHERE]);
    std::iter::once((String::new(), "Choose".to_owned()))
        .chain(names.map(|n| (n.to_owned(), n.to_owned())))
        .collect()
}

/// What a form sent, if it is one of them.
pub fn known(name: &str) -> Result<String, &'static str> {
    match name == ELSEWHERE || place(name).is_some() {
        true => Ok(name.to_owned()),
        false => Err("Choose where you live: it decides which law’s time limits hold."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::birth::age_in;
    use crate::requests::regimes::Regime;

    /// Dates of birth are judged by the ages that the policy names.
    #[test]
    fn the_ages_of_the_policy_are_those_that_are_checked() {
        for (code, name) in COUNTRIES {
            assert_eq!(place(name).map(|place| place.age), Some(age_in(Some(code))), "{name}");
        }
        assert_eq!(age_in(None), LOWEST_AGE);
    }

    #[test]
    fn every_place_with_an_authority_has_a_law_with_time_limits() {
        for place in PLACES.iter().filter(|place| place.name != "Switzerland") {
            assert_ne!(Regime::of_place(place.name), Regime::Other, "{}", place.name);
        }
        assert_eq!(Regime::of_place(ELSEWHERE), Regime::Other);
    }
}
