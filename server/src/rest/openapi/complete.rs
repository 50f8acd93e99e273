//! What all routes have in common, added to what each says of itself: who may use it, the parts of its address, and how
//! it says no.

use crate::{auth::access, rest::error::ErrorJson};
use axum::http::Method;
use domain::staff::{Role, access::Policy};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, Info, OpenApi, Ref, RefOr, Required, Response, Server,
        extensions::ExtensionsBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::{ObjectBuilder, Type},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
        tag::TagBuilder,
    },
};

const TITLE: &str = "Ortomat";
const INTRODUCTION: &str = "Ortomats sell goods from numbered cells, day and night. This is all that programs can do \
with them.\n\n\
**Money.** A price or a sum is a JSON number of hryvnias (`1250.5`), and beside it, in a key that ends with `Minor`, a \
whole number of kopiykas (`125050`). Whoever calculates takes the kopiykas. The currency is always UAH.\n\n\
**Time.** Moments are ISO 8601 in UTC with milliseconds (`2026-11-22T12:00:00.000Z`). Filters by days mean days of \
Kyiv's calendar.\n\n\
**Lists** are cut into parts. Where there are `limit` and `offset`, the header `X-Total-Count` says how many there are \
in all. Lists that grow by the minute have a `cursor` instead, which the answer before names.\n\n\
**Who asks.** Programs send `Authorization: Bearer …` with an access token of `POST /api/auth/login`. Browsers have the \
session's cookie; what another site makes them send is refused with 403. Whoever acts is whoever is signed in: no body \
can say otherwise.\n\n\
**Bodies** are JSON of 64 kB at most (products and settings: 512 kB). A key that is not described here is refused with \
400, except in an order, where it is ignored. `version` counts the edits of a thing: whoever sends the one that they \
have seen is told with 409 when somebody else has been faster.\n\n\
**Errors** are `{\"statusCode\": 404, \"message\": \"…\", \"error\": \"Not Found\"}`. The message is a sentence in \
Ukrainian for a person, or for a body with wrong fields a list of sentences, each beginning with its field's name. 503 \
means that the same request can be sent again; 429 says in `Retry-After` when.";

const TAGS: [(&str, &str); 13] = [
    ("Ortomats", "The cabinets, and what can be bought from them."),
    ("Products", "What is sold."),
    ("Orders", "One sale of one cell's product, for whoever holds its id."),
    ("Signing in", "Tokens for programs."),
    (
        "Cells",
        "The numbered compartments: what is in them, and opening them by hand.",
    ),
    ("Devices", "The controllers behind the doors."),
    ("Sales", "All orders, and their sums."),
    ("People", "Administrators, doctors and couriers."),
    ("Logs", "What happened."),
    ("Settings", "The terms of purchase."),
    ("Backup", "All data in one file, and back."),
    ("Codes to print", "Pictures that lead to an ortomat's shop window."),
    ("The bank", "Addresses that Monobank calls."),
];
const ABOUT: (&str, &str) = ("About this interface", "This description.");

const BEARER: &str = "bearer";
const SESSION: &str = "session";
const SIGNATURE: &str = "monobankSignature";

/// An answer that says no, in the one form of them all.
const NO: [(&str, &str, &str); 7] = [
    (
        "BadRequest",
        "400",
        "A body or a parameter that makes no sense; the message says which",
    ),
    (
        "Unauthorized",
        "401",
        "Nobody is signed in, or the token is no longer good",
    ),
    ("Forbidden", "403", "Not for this role, or somebody else's"),
    ("NotFound", "404", "There is nothing of that id"),
    ("TooLarge", "413", "The body is too large"),
    ("NotJson", "415", "`Content-Type: application/json` is missing"),
    ("Failure", "500", "Something went wrong here; nothing is half done"),
];

/// The description of the whole interface, from what the routes say of themselves.
pub(crate) fn complete(mut api: OpenApi) -> OpenApi {
    let mut info = Info::new(TITLE, env!("CARGO_PKG_VERSION"));
    info.description = Some(INTRODUCTION.to_owned());
    api.info = info;
    api.servers = Some(vec![Server::new("/")]);
    let tags = TAGS.into_iter().chain([ABOUT]);
    api.tags = Some(
        tags.map(|(name, description)| TagBuilder::new().name(name).description(Some(description)).build())
            .collect(),
    );
    add_components(api.components.get_or_insert_with(Components::new));
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            add_parameters(operation, path);
            let policy = access::policy(&method, path);
            add_access(operation, policy);
            add_refusals(operation, path, policy);
        }
    }
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, item.get.as_mut()),
        (Method::POST, item.post.as_mut()),
        (Method::PUT, item.put.as_mut()),
        (Method::PATCH, item.patch.as_mut()),
        (Method::DELETE, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation?)))
}

fn add_components(components: &mut Components) {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The `access_token` of `POST /api/auth/login`."))
        .build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    let cookie = ApiKeyValue::with_description("ortomat", "The session of a browser; `__Host-ortomat` behind https.");
    components.add_security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let signature = ApiKeyValue::with_description("X-Sign", "The bank's ECDSA signature over the body's bytes.");
    components.add_security_scheme(SIGNATURE, SecurityScheme::ApiKey(ApiKey::Header(signature)));
    let mut schemas = vec![(ErrorJson::name().into_owned(), ErrorJson::schema())];
    ErrorJson::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (name, _, description) in NO {
        let mut response = Response::new(description);
        let body = Content::new(Some(Ref::from_schema_name(ErrorJson::name())));
        response.content.insert("application/json".to_owned(), RefOr::T(body));
        components.responses.insert(name.to_owned(), RefOr::T(response));
    }
}

/// What a part of an address names, by what stands before it.
fn part(path: &str, name: &str) -> &'static str {
    let before = path
        .split_once(&format!("/{{{name}}}"))
        .map_or("", |(before, _)| before);
    match (name, before.rsplit('/').next().unwrap_or_default()) {
        ("number", _) => "The cell's number, 1 to 37",
        ("device", _) => "The device's id",
        (_, "ortomats" | "ortomat") => "The ortomat's id",
        (_, "products") => "The product's id",
        (_, "orders" | "sales") => "The order's id",
        (_, "commands") => "The command's id",
        (_, "doctors" | "doctor") => "The doctor's id",
        (_, "couriers" | "courier") => "The courier's id",
        (_, "users") => "The person's id",
        (_, _) => "",
    }
}

fn add_parameters(operation: &mut Operation, path: &str) {
    let names = path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let parameters = names.map(|name| {
        let kind = if name == "number" { Type::Integer } else { Type::String };
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(part(path, name)))
            .schema(Some(ObjectBuilder::new().schema_type(kind)))
            .build();
        RefOr::T(parameter)
    });
    let described = operation.parameters.take().unwrap_or_default();
    let all: Vec<_> = parameters.chain(described).collect();
    operation.parameters = (!all.is_empty()).then_some(all);
}

/// `security` for programs that make clients; `x-roles` and `x-who` for people.
fn add_access(operation: &mut Operation, policy: Option<Policy>) {
    const NOTHING: [&str; 0] = [];
    let signed_in = || {
        vec![
            SecurityRequirement::new(BEARER, NOTHING),
            SecurityRequirement::new(SESSION, NOTHING),
        ]
    };
    let everyone = || vec![SecurityRequirement::default()];
    let (security, who) = match policy {
        Some(Policy::Everyone) => (everyone(), "Everybody".to_owned()),
        Some(Policy::SecretHolder) => (everyone(), "Whoever holds the secret in the request".to_owned()),
        Some(Policy::Bank) => (
            vec![SecurityRequirement::new(SIGNATURE, NOTHING)],
            "The bank".to_owned(),
        ),
        Some(Policy::SignedIn) => (signed_in(), "Whoever is signed in, for what is theirs".to_owned()),
        Some(Policy::Only(roles)) => (
            signed_in(),
            roles.iter().map(|role| named(*role)).collect::<Vec<_>>().join("; "),
        ),
        // Shut for all, and a test finds it.
        Some(Policy::Device) | None => (Vec::new(), "Nobody".to_owned()),
    };
    operation.security = Some(security);
    let roles: Vec<&str> = match policy {
        Some(Policy::Only(roles)) => roles.iter().map(|role| role.as_str()).collect(),
        _ => Vec::new(),
    };
    let extensions = ExtensionsBuilder::new().add("x-who", who);
    let extensions = if roles.is_empty() {
        extensions
    } else {
        extensions.add("x-roles", roles)
    };
    operation.extensions = Some(extensions.build());
}

const fn named(role: Role) -> &'static str {
    match role {
        Role::Admin => "Administrators",
        Role::Doctor => "A doctor, for what is their own",
        Role::Courier => "A courier, for ortomats of their own",
    }
}

const fn is_query(parameter: &RefOr<Parameter>) -> bool {
    match parameter {
        RefOr::T(parameter) => matches!(parameter.parameter_in, ParameterIn::Query),
        RefOr::Ref(_) => false,
    }
}

/// What a route does not say itself it says as all the others do.
fn add_refusals(operation: &mut Operation, path: &str, policy: Option<Policy>) {
    let has_body = operation.request_body.is_some();
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    let is_bank = policy == Some(Policy::Bank);
    let needs_sign_in = policy.is_some_and(Policy::needs_sign_in);
    for (name, status, _) in NO {
        let is_possible = match status {
            "400" => !is_bank && (has_body || parameters.iter().any(is_query)),
            "401" | "403" => needs_sign_in,
            "404" => path.contains('{'),
            "413" => has_body,
            "415" => !is_bank && has_body,
            _ => !is_bank,
        };
        if is_possible {
            let refusal = RefOr::Ref(Ref::from_response_name(name));
            operation
                .responses
                .responses
                .entry(status.to_owned())
                .or_insert(refusal);
        }
    }
}
