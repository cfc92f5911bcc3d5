//! The description of the API (OpenAPI 3.1), from one table of its operations. A test holds the table
//! against the routes.

use actix_web::HttpResponse;
use serde_json::{Map, Value, json};

use crate::error::AppResult;
use crate::web::Public;

/// One operation: what it is, what it takes, what it answers.
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub summary: &'static str,
    id: &'static str,
    /// Parameters of the address: name, type, what it means.
    query: &'static [(&'static str, &'static str, &'static str)],
    /// The schema of what is sent.
    takes: Option<&'static str>,
    /// The status and the schema of the answer.
    gives: (u16, Option<&'static str>),
    /// Further statuses besides 401, 403, 404, 422 and 429.
    conflicts: bool,
}

const PAGE: [(&str, &str, &str); 2] = [
    ("limit", "integer", "How many at once, from 1 to 200; usually 50."),
    ("cursor", "string", "The value of `next` from the page before."),
];

pub const OPERATIONS: &[Operation] = &[
    Operation {
        method: "GET",
        path: "/api/v1/contacts",
        summary: "Contacts, in the order of their numbers",
        id: "listContacts",
        query: &[
            ("q", "string", "Words to be found in names, addresses, numbers and notes."),
            ("tag", "integer", "The number of a tag."),
            ("archived", "string", "1 for the archive."),
            PAGE[0],
            PAGE[1],
        ],
        takes: None,
        gives: (200, Some("ContactPage")),
        conflicts: false,
    },
    Operation {
        method: "POST",
        path: "/api/v1/contacts",
        summary: "Adds a contact",
        id: "createContact",
        query: &[],
        takes: Some("NewContact"),
        gives: (201, Some("Contact")),
        conflicts: true,
    },
    Operation {
        method: "GET",
        path: "/api/v1/contacts/{id}",
        summary: "One contact",
        id: "getContact",
        query: &[],
        takes: None,
        gives: (200, Some("Contact")),
        conflicts: false,
    },
    Operation {
        method: "POST",
        path: "/api/v1/contacts/{id}",
        summary: "Changes what is sent, if `version` is still the latest",
        id: "updateContact",
        query: &[],
        takes: Some("ContactChange"),
        gives: (200, Some("Contact")),
        conflicts: true,
    },
    Operation {
        method: "POST",
        path: "/api/v1/contacts/{id}/trash",
        summary: "Puts a contact into the trash, for thirty days",
        id: "trashContact",
        query: &[],
        takes: None,
        gives: (204, None),
        conflicts: false,
    },
    Operation {
        method: "GET",
        path: "/api/v1/contacts/{id}/notes",
        summary: "The notes on a contact, the latest first",
        id: "listNotes",
        query: &PAGE,
        takes: None,
        gives: (200, Some("NotePage")),
        conflicts: false,
    },
    Operation {
        method: "POST",
        path: "/api/v1/contacts/{id}/notes",
        summary: "Writes a note",
        id: "addNote",
        query: &[],
        takes: Some("NewNote"),
        gives: (201, Some("Note")),
        conflicts: false,
    },
    Operation {
        method: "GET",
        path: "/api/v1/services",
        summary: "What can be booked",
        id: "listServices",
        query: &[],
        takes: None,
        gives: (200, Some("ServiceList")),
        conflicts: false,
    },
    Operation {
        method: "GET",
        path: "/api/v1/free-times",
        summary: "When services can be booked, one after the other in one visit",
        id: "listFreeTimes",
        query: &[
            ("service", "integer", "The number of a service; may come several times."),
            ("staff", "integer", "The number of a member; without it, anybody."),
            ("from", "string", "The first day, such as 2026-11-03; usually today."),
            ("until", "string", "The last day, at most 31 days in all; usually a week."),
        ],
        takes: None,
        gives: (200, Some("FreeTimeList")),
        conflicts: false,
    },
    Operation {
        method: "GET",
        path: "/api/v1/bookings",
        summary: "Bookings that begin on some days",
        id: "listBookings",
        query: &[
            ("from", "string", "The first day, such as 2026-11-03; usually today."),
            ("until", "string", "The last day, at most 31 days in all; usually a week."),
            PAGE[0],
            PAGE[1],
        ],
        takes: None,
        gives: (200, Some("BookingPage")),
        conflicts: false,
    },
    Operation {
        method: "POST",
        path: "/api/v1/bookings",
        summary: "Books a time; 409 names the nearest free ones",
        id: "book",
        query: &[],
        takes: Some("NewBooking"),
        gives: (201, Some("Booking")),
        conflicts: true,
    },
    Operation {
        method: "GET",
        path: "/api/v1/bookings/{id}",
        summary: "One booking",
        id: "getBooking",
        query: &[],
        takes: None,
        gives: (200, Some("Booking")),
        conflicts: false,
    },
    Operation {
        method: "POST",
        path: "/api/v1/bookings/{id}/move",
        summary: "Moves a booking to another time",
        id: "moveBooking",
        query: &[],
        takes: Some("NewTime"),
        gives: (200, Some("Booking")),
        conflicts: true,
    },
    Operation {
        method: "POST",
        path: "/api/v1/bookings/{id}/cancel",
        summary: "Cancels a booking",
        id: "cancelBooking",
        query: &[],
        takes: Some("Cancellation"),
        gives: (200, Some("Booking")),
        conflicts: true,
    },
];

/// A field: its name, its type (`string?` may be null, `Name` is a schema, `[x]` a list of x), what it means.
type Field = (&'static str, &'static str, &'static str);
/// A schema: its name, the fields that are always there or must be sent, the others.
type Schema = (&'static str, &'static [Field], &'static [Field]);

const ADDRESS: [Field; 11] = [
    ("pronouns", "string", ""),
    ("company", "string", ""),
    ("street", "string", ""),
    ("city", "string", ""),
    ("region", "string", ""),
    ("postal_code", "string", ""),
    ("country", "string", ""),
    ("assigned_to", "integer?", "The number of a member."),
    ("source", "string", ""),
    ("preferred_channel", "string", "none, email, phone or sms."),
    ("language", "string", "A tag such as en or de."),
];
const LISTS: [Field; 4] = [
    ("emails", "[EmailAddress]", ""),
    ("phones", "[PhoneNumber]", ""),
    ("tags", "[string]", "Names."),
    ("fields", "[FieldValue]", "The business's own fields."),
];
const NAME: Field = ("name", "string", "");

const SCHEMAS: &[Schema] = &[
    ("EmailAddress", &[("email", "string", "")], &[("label", "string", "")]),
    (
        "PhoneNumber",
        &[("phone", "string", "As it was typed.")],
        &[("e164", "string?", "As the world dials it."), ("label", "string", "")],
    ),
    (
        "FieldValue",
        &[("id", "integer", "The number of the field."), ("value", "string", "")],
        &[("label", "string", "")],
    ),
    (
        "Contact",
        &[
            ("id", "integer", ""),
            ("key", "string", "A random key that stays the same."),
            ("version", "integer", "Grows with each change."),
            NAME,
            ("created_at", "string", "An instant, UTC."),
            ("updated_at", "string", "An instant, UTC."),
        ],
        &[
            ADDRESS[0],
            ADDRESS[1],
            ADDRESS[2],
            ADDRESS[3],
            ADDRESS[4],
            ADDRESS[5],
            ADDRESS[6],
            ADDRESS[7],
            ADDRESS[8],
            ADDRESS[9],
            ADDRESS[10],
            LISTS[0],
            LISTS[1],
            LISTS[2],
            LISTS[3],
            ("archived_at", "string?", "An instant, UTC."),
        ],
    ),
    (
        "NewContact",
        &[NAME],
        &[
            ADDRESS[0],
            ADDRESS[1],
            ADDRESS[2],
            ADDRESS[3],
            ADDRESS[4],
            ADDRESS[5],
            ADDRESS[6],
            ADDRESS[7],
            ADDRESS[8],
            ADDRESS[9],
            ADDRESS[10],
            LISTS[0],
            LISTS[1],
            LISTS[2],
            LISTS[3],
            ("allow_duplicate", "boolean", "Store it although somebody like that is there."),
        ],
    ),
    (
        "ContactChange",
        &[("version", "integer", "The version that was read.")],
        &[
            NAME,
            ADDRESS[0],
            ADDRESS[1],
            ADDRESS[2],
            ADDRESS[3],
            ADDRESS[4],
            ADDRESS[5],
            ADDRESS[6],
            ADDRESS[7],
            ADDRESS[8],
            ADDRESS[9],
            ADDRESS[10],
            LISTS[0],
            LISTS[1],
            LISTS[2],
            LISTS[3],
        ],
    ),
    ("ContactPage", &[("data", "[Contact]", ""), ("next", "string?", "The cursor of the next page.")], &[]),
    (
        "Note",
        &[
            ("id", "integer", ""),
            ("contact", "integer", ""),
            ("author", "integer", "The number of a member."),
            ("body", "string", "Markdown."),
            ("pinned", "boolean", ""),
            ("created_at", "string", "An instant, UTC."),
            ("updated_at", "string", "An instant, UTC."),
        ],
        &[],
    ),
    ("NewNote", &[("body", "string", "Markdown.")], &[("pinned", "boolean", "")]),
    ("NotePage", &[("data", "[Note]", ""), ("next", "string?", "The cursor of the next page.")], &[]),
    (
        "Service",
        &[
            ("id", "integer", ""),
            NAME,
            ("description", "string", ""),
            ("minutes", "integer", ""),
            ("price", "integer?", "In the smallest unit of the currency."),
            ("seats", "integer", ""),
            ("needs_confirmation", "boolean", ""),
            ("public", "boolean", "On the booking page."),
            ("staff", "[integer]", "The members who do it."),
            ("archived", "boolean", ""),
        ],
        &[],
    ),
    ("ServiceList", &[("data", "[Service]", "")], &[]),
    (
        "FreeTime",
        &[
            ("start", "string", "An instant, UTC."),
            ("end", "string", "An instant, UTC."),
            ("staff", "[integer]", "Who is free then."),
        ],
        &[],
    ),
    ("FreeTimeList", &[("data", "[FreeTime]", "")], &[]),
    ("BookedService", &[("id", "integer", ""), ("name", "string", "As it was called then.")], &[]),
    (
        "Booking",
        &[
            ("id", "integer", ""),
            (
                "status",
                "string",
                "held, requested, confirmed, arrived, completed, no_show, cancelled or lapsed.",
            ),
            ("source", "string", ""),
            ("start", "string", "An instant, UTC."),
            ("end", "string", "An instant, UTC."),
            ("staff", "integer", "The number of a member."),
            ("contact", "integer?", ""),
            ("services", "[BookedService]", ""),
            ("price", "integer?", "In the smallest unit of the currency."),
            ("currency", "string", ""),
            ("note", "string", ""),
            ("held_until", "string?", "An instant, UTC."),
            ("version", "integer", ""),
            ("created_at", "string", "An instant, UTC."),
            ("updated_at", "string", "An instant, UTC."),
        ],
        &[],
    ),
    (
        "NewBooking",
        &[("services", "[integer]", "One to six, in their order."), ("start", "string", "An instant, UTC.")],
        &[
            ("staff", "integer?", "Without it: whoever is free."),
            ("contact", "integer?", ""),
            ("note", "string", ""),
        ],
    ),
    ("NewTime", &[("start", "string", "An instant, UTC.")], &[("staff", "integer?", "")]),
    ("Cancellation", &[], &[("reason", "string", "")]),
    ("BookingPage", &[("data", "[Booking]", ""), ("next", "string?", "The cursor of the next page.")], &[]),
    ("FieldError", &[("field", "string", ""), ("message", "string", "")], &[]),
    (
        "Problem",
        &[("type", "string", ""), ("title", "string", ""), ("status", "integer", "")],
        &[
            ("detail", "string", ""),
            ("errors", "[FieldError]", ""),
            ("duplicates", "[object]", "Who may be the same person."),
            ("free_times", "[FreeTime]", "The nearest that are free."),
        ],
    ),
];

fn typed(word: &str) -> Value {
    if let Some(inner) = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return json!({ "type": "array", "items": typed(inner) });
    }
    match word.strip_suffix('?') {
        Some(inner) => json!({ "type": [inner, "null"] }),
        None if word.starts_with(char::is_uppercase) => {
            json!({ "$ref": format!("#/components/schemas/{word}") })
        }
        None => json!({ "type": word }),
    }
}

fn schema((_, required, optional): &Schema) -> Value {
    let property = |(name, word, meaning): &Field| {
        let mut property = typed(word);
        if !meaning.is_empty() && property.get("$ref").is_none() {
            property["description"] = json!(meaning);
        }
        ((*name).to_owned(), property)
    };
    let properties: Map<String, Value> = required.iter().chain(*optional).map(property).collect();
    let required: Vec<&str> = required.iter().map(|(name, ..)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn content(kind: &str, schema: &str) -> Value {
    json!({ kind: { "schema": { "$ref": format!("#/components/schemas/{schema}") } } })
}

fn operation(operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    if operation.path.contains("{id}") {
        parameters
            .push(json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }));
    }
    for (name, kind, meaning) in operation.query {
        parameters
            .push(json!({ "name": name, "in": "query", "description": meaning, "schema": { "type": kind } }));
    }
    if operation.id == "book" {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header",
            "description": "Sent again with the same key, it is booked once.", "schema": { "type": "string" },
        }));
    }
    let mut responses = Map::new();
    let good = match operation.gives.1 {
        Some(schema) => json!({ "description": "Done", "content": content("application/json", schema) }),
        None => json!({ "description": "Done" }),
    };
    responses.insert(operation.gives.0.to_string(), good);
    let problem = |words: &str| json!({ "description": words, "content": content("application/problem+json", "Problem") });
    let usual = [
        ("401", "No token that holds"),
        ("403", "The token or its role may not do this"),
        ("404", "Not here"),
        ("422", "Something that was sent is not right"),
        ("429", "Too many calls; wait for Retry-After seconds"),
    ];
    responses.extend(usual.iter().map(|(status, words)| ((*status).to_owned(), problem(words))));
    if operation.conflicts {
        responses.insert("409".into(), problem("It does not fit what is there now"));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(schema) = operation.takes {
        let required = operation.id != "cancelBooking";
        described["requestBody"] =
            json!({ "required": required, "content": content("application/json", schema) });
    }
    described
}

pub fn document(server: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for one in OPERATIONS {
        let path = paths.entry(one.path.to_owned()).or_insert_with(|| json!({}));
        path[one.method.to_lowercase()] = operation(one);
    }
    let schemas: Map<String, Value> = SCHEMAS.iter().map(|one| (one.0.to_owned(), schema(one))).collect();
    json!({
        "openapi": "3.1.0",
        "info": { "title": "ClientSync", "version": "1", "description": "Contacts, notes and bookings of a business." },
        "servers": [{ "url": server }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

pub async fn serve(who: Public) -> AppResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(document(who.services.config.base_url.as_str().trim_end_matches('/'))))
}
