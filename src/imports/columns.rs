//! Which field of a contact a column holds, by its name in the languages and programs that lists
//! come from. Pure.

use crate::contacts::custom::CustomField;
use crate::text::fold::fold;

/// What a column can become, and how the page calls it.
pub const FIELDS: &[(&str, &str)] = &[
    ("", "Leave out"),
    ("name", "Name"),
    ("first_name", "First name"),
    ("middle_name", "Middle name"),
    ("last_name", "Last name"),
    ("email", "E-mail"),
    ("email_label", "Label of the e-mail"),
    ("phone", "Phone"),
    ("phone_label", "Label of the phone"),
    ("company", "Company"),
    ("street", "Street"),
    ("city", "City"),
    ("region", "State or region"),
    ("postal_code", "Postal code"),
    ("country", "Country"),
    ("pronouns", "Pronouns"),
    ("tags", "Tags"),
    ("assigned_to", "Assigned to"),
    ("source", "Source"),
    ("preferred_channel", "Preferred channel"),
    ("language", "Language"),
    ("note", "Note"),
    ("key", "Key, from a file of ours"),
];

/// A new text field, called as the column is.
pub const NEW_FIELD: &str = "new";

/// Names without accents, spaces and signs. From the exports of Google, Outlook, HubSpot, Mailchimp,
/// LinkedIn, Thunderbird, Square, Fresha, Vagaro, Calendly, EspoCRM, Monica and Easy!Appointments,
/// and what people write in English, German, French, Spanish, Portuguese, Italian and Dutch.
const KNOWN: &[(&str, &[&str])] = &[
    ("key", &["key"]),
    (
        "name",
        &[
            "name",
            "fullname",
            "displayname",
            "clientname",
            "customername",
            "contactname",
            "contact",
            "client",
            "customer",
            "kunde",
            "kundenname",
            "nom complet",
            "nomcomplet",
            "nombrecompleto",
            "cliente",
            "nomecompleto",
            "naam",
            "inviteename",
            "fileas",
            "invitee",
        ],
    ),
    (
        "first_name",
        &[
            "firstname",
            "givenname",
            "first",
            "vorname",
            "prenom",
            "nombre",
            "nome",
            "voornaam",
            "fname",
            "inviteefirstname",
            "forename",
        ],
    ),
    ("middle_name", &["middlename", "secondname", "zweitername", "deuxiemeprenom"]),
    (
        "last_name",
        &[
            "lastname",
            "surname",
            "familyname",
            "last",
            "nachname",
            "nom",
            "nomdefamille",
            "apellido",
            "apellidos",
            "sobrenome",
            "cognome",
            "achternaam",
            "lname",
            "inviteelastname",
        ],
    ),
    (
        "email",
        &[
            "email",
            "emailaddress",
            "mail",
            "email1value",
            "email2value",
            "email3value",
            "email2address",
            "email3address",
            "primaryemail",
            "secondaryemail",
            "emailadresse",
            "adresseemail",
            "courriel",
            "correoelectronico",
            "correo",
            "endereodeemail",
            "indirizzoemail",
            "emailadres",
            "inviteeemail",
            "clientemail",
            "workemail",
            "homeemail",
            "otheremail",
            "emaildirect",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "phonenumber",
            "telephone",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "tel",
            "phone1value",
            "phone2value",
            "phone3value",
            "homephone",
            "homephone2",
            "businessphone",
            "businessphone2",
            "workphone",
            "primaryphone",
            "otherphone",
            "telefon",
            "telefonnummer",
            "handy",
            "mobil",
            "mobilnummer",
            "numerodetelephone",
            "portable",
            "telefono",
            "movil",
            "celular",
            "telefone",
            "cellulare",
            "telefoonnummer",
            "telefoon",
            "mobiel",
            "dayphone",
            "nightphone",
            "textremindernumber",
        ],
    ),
    (
        "company",
        &[
            "company",
            "companyname",
            "organization",
            "organisation",
            "organizationname",
            "organization1name",
            "business",
            "accountname",
            "account",
            "associatedcompany",
            "firma",
            "unternehmen",
            "entreprise",
            "societe",
            "empresa",
            "azienda",
            "bedrijf",
        ],
    ),
    (
        "street",
        &[
            "street",
            "address",
            "streetaddress",
            "streetaddress1",
            "address1",
            "addressline1",
            "address1street",
            "homestreet",
            "businessstreet",
            "homeaddress",
            "workaddress",
            "strasse",
            "adresse",
            "rue",
            "direccion",
            "calle",
            "endereco",
            "rua",
            "indirizzo",
            "via",
            "adres",
            "straat",
            "addressstreet",
        ],
    ),
    (
        "city",
        &[
            "city",
            "town",
            "address1city",
            "homecity",
            "businesscity",
            "workcity",
            "ort",
            "stadt",
            "ville",
            "ciudad",
            "cidade",
            "citta",
            "stad",
            "plaats",
            "woonplaats",
            "addresscity",
        ],
    ),
    (
        "region",
        &[
            "state",
            "region",
            "province",
            "county",
            "address1region",
            "homestate",
            "businessstate",
            "workstate",
            "stateregion",
            "bundesland",
            "estado",
            "provincia",
            "regione",
            "addressstate",
            "stateprovince",
        ],
    ),
    (
        "postal_code",
        &[
            "zip",
            "zipcode",
            "postalcode",
            "postcode",
            "address1postalcode",
            "homepostalcode",
            "businesspostalcode",
            "homezipcode",
            "workzipcode",
            "plz",
            "postleitzahl",
            "codepostal",
            "codigopostal",
            "cep",
            "cap",
            "addresspostalcode",
            "zippostalcode",
        ],
    ),
    (
        "country",
        &[
            "country",
            "countryregion",
            "address1country",
            "homecountry",
            "homecountryregion",
            "businesscountry",
            "businesscountryregion",
            "workcountry",
            "land",
            "pays",
            "pais",
            "paese",
            "addresscountry",
        ],
    ),
    ("email_label", &["emaillabel"]),
    ("phone_label", &["phonelabel"]),
    ("assigned_to", &["assignedto"]),
    ("source", &["source"]),
    ("preferred_channel", &["preferredchannel"]),
    ("language", &["language"]),
    ("pronouns", &["pronouns", "pronomen", "pronoms", "pronombres"]),
    (
        "tags",
        &[
            "tags",
            "tag",
            "labels",
            "groups",
            "group",
            "categories",
            "category",
            "segments",
            "schlagworte",
            "gruppen",
        ],
    ),
    (
        "note",
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "memo",
            "description",
            "notiz",
            "notizen",
            "bemerkung",
            "bemerkungen",
            "remarques",
            "notas",
            "opmerkingen",
            "clientnotes",
            "alertnote",
        ],
    ),
];

/// The field that a column of this name holds.
pub fn guess(name: &str) -> Option<&'static str> {
    let plain: String = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
    known(&plain).or_else(|| numbered(&plain))
}

fn known(plain: &str) -> Option<&'static str> {
    let among = |names: &[&str]| names.iter().any(|known| fold(known).replace(' ', "") == plain);
    KNOWN.iter().find(|(_, names)| among(names)).map(|(field, _)| *field)
}

/// "Email 2" and "Phone 3 label": what a contact has several of, as our own files call them.
fn numbered(plain: &str) -> Option<&'static str> {
    let name: String = plain.chars().filter(|c| !c.is_ascii_digit()).collect();
    known(&name).filter(|field| field.starts_with("email") || field.starts_with("phone"))
}

/// A guess for each column: a known name, else an own field of the business that is called so.
pub fn guesses(header: &[String], own: &[CustomField]) -> Vec<String> {
    let mut guesses: Vec<String> = header.iter().map(|name| guess_for(name, own)).collect();
    // A whole name beside its parts would be said twice.
    if guesses.iter().any(|guess| guess == "first_name" || guess == "last_name") {
        guesses.iter_mut().filter(|guess| *guess == "name").for_each(String::clear);
    }
    guesses
}

fn guess_for(name: &str, own: &[CustomField]) -> String {
    let same = own.iter().find(|field| fold(&field.label) == fold(name) && !name.is_empty());
    match (same, guess(name)) {
        (Some(field), _) => field.input_name(),
        (None, guess) => guess.unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Vec<String> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        guesses(&names, &[])
    }

    #[test]
    fn programs_are_understood_by_their_headers() {
        assert_eq!(
            of(
                "First Name,Middle Name,Last Name,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Address 1 - City"
            ),
            [
                "first_name",
                "middle_name",
                "last_name",
                "company",
                "note",
                "tags",
                "email_label",
                "email",
                "phone",
                "city"
            ]
        );
        assert_eq!(
            of("Record ID,First Name,Last Name,Email,Phone Number,Associated Company,City,Country/Region"),
            ["", "first_name", "last_name", "email", "phone", "company", "city", "country"]
        );
        assert_eq!(of("E-mail Address,Mobile Phone,Business Street"), ["email", "phone", "street"]);
        assert_eq!(
            of("Email 2,Email 2 label,Phone 1,Phone 1 label,Assigned to,Address 2,Added,Key"),
            ["email", "email_label", "phone", "phone_label", "assigned_to", "", "", "key"]
        );
        assert_eq!(of("Invitee Name,Invitee Email"), ["name", "email"]);
        assert_eq!(
            of("Vorname,Nachname,E-Mail-Adresse,Telefon,PLZ,Ort"),
            ["first_name", "last_name", "email", "phone", "postal_code", "city"]
        );
        assert_eq!(of("Prénom,Nom,Courriel,Téléphone"), ["first_name", "last_name", "email", "phone"]);
        assert_eq!(
            of("Nombre,Apellidos,Correo electrónico,Teléfono"),
            ["first_name", "last_name", "email", "phone"]
        );
        assert_eq!(of("Name,First Name,Last Name"), ["", "first_name", "last_name"]);
        assert_eq!(of("Favourite cheese"), [""]);
    }
}
