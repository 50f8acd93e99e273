//! The description as a page to read, without a script: it is what `openapi.json` says, and nothing else.

use super::html::{Html, escaped};
use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The whole page.
pub(super) fn of(api: &Value) -> String {
    let mut html = Html::default();
    html.raw(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Ortomat: REST</title><link rel=\"stylesheet\" href=\"/api/docs/style.css\"></head><body>\
         <a class=\"skip\" href=\"#content\">Skip to the content</a><header><h1>Ortomat: REST</h1>",
    );
    html.tag("p", "version", &format!("Version {}", text(api, "/info/version")));
    html.raw("<p><a href=\"/api/openapi.json\">openapi.json</a> is the same for programs.</p></header>");
    let tags = list(api, "/tags");
    html.raw("<nav aria-label=\"Contents\"><ul>");
    for tag in tags {
        let name = text(tag, "/name");
        html.raw(&format!("<li><a href=\"#{}\">", anchor(name)))
            .text(name)
            .raw("</a></li>");
    }
    html.raw("<li><a href=\"#shapes\">Shapes</a></li></ul></nav><main id=\"content\"><section>");
    html.prose(text(api, "/info/description")).raw("</section>");
    for tag in tags {
        let name = text(tag, "/name");
        html.raw(&format!(
            "<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">",
            anchor(name)
        ));
        html.text(name).raw("</h2>").prose(text(tag, "/description"));
        for (path, method, operation) in operations(api) {
            if list(operation, "/tags").iter().any(|tag| tag == name) {
                write_operation(&mut html, path, method, operation);
            }
        }
        html.raw("</section>");
    }
    write_shapes(&mut html, api);
    html.raw("</main></body></html>");
    html.done()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn entries<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// A name as the end of an address of this page.
fn anchor(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

fn operations(api: &Value) -> impl Iterator<Item = (&String, &'static str, &Value)> {
    entries(api, "/paths").flat_map(|(path, item)| {
        METHODS
            .into_iter()
            .filter_map(move |method| Some((path, method, item.get(method)?)))
    })
}

fn write_operation(html: &mut Html, path: &str, method: &str, operation: &Value) {
    let id = escaped(text(operation, "/operationId"));
    html.raw(&format!(
        "<article id=\"{id}\" aria-labelledby=\"{id}-title\"><h3 id=\"{id}-title\">"
    ));
    html.tag("span", &format!("method {method}"), &method.to_uppercase());
    html.raw(" ").tag("code", "", path).raw("</h3>");
    html.prose(text(operation, "/summary"));
    html.prose(text(operation, "/description"));
    html.raw("<p class=\"who\">").tag("strong", "", "Who may:");
    html.text(&format!(" {}.", text(operation, "/x-who"))).raw("</p>");
    let parameters = list(operation, "/parameters");
    if !parameters.is_empty() {
        table(html, "Parameters", &["Name", "Where", "What", "Meaning"]);
        for parameter in parameters {
            html.raw("<tr><th scope=\"row\">")
                .tag("code", "", text(parameter, "/name"));
            if parameter.get("required") == Some(&Value::Bool(true)) {
                html.raw(" ").tag("span", "required", "required");
            }
            html.raw("</th>").tag("td", "", text(parameter, "/in")).raw("<td>");
            shape(html, parameter.get("schema"));
            html.raw("</td><td>")
                .inline(text(parameter, "/description"))
                .raw("</td></tr>");
        }
        html.raw("</tbody></table></div>");
    }
    if let Some(body) = operation.get("requestBody") {
        html.raw("<h4>Body</h4><p>").inline(text(body, "/description")).raw(" ");
        contents(html, body);
        html.raw("</p>");
    }
    table(html, "Answers", &["Status", "Body", "Meaning"]);
    for (status, answer) in entries(operation, "/responses") {
        html.raw("<tr>");
        html.raw("<th scope=\"row\">").text(status).raw("</th><td>");
        match answer.get("$ref").and_then(Value::as_str) {
            Some(shared) => {
                let name = shared.rsplit('/').next().unwrap_or_default();
                html.raw("<a href=\"#shape-error\">Error</a></td><td>")
                    .text(refusal(name));
            }
            None => {
                contents(html, answer);
                html.raw("</td><td>").inline(text(answer, "/description"));
                for (header, about) in entries(answer, "/headers") {
                    html.raw("<br>").tag("code", "", header).text(": ");
                    html.inline(text(about, "/description"));
                }
            }
        }
        html.raw("</td></tr>");
    }
    html.raw("</tbody></table></div></article>");
}

/// The shared answers in a few words; their shape says the rest.
fn refusal(name: &str) -> &'static str {
    match name {
        "BadRequest" => "Something in the request makes no sense; the message says what",
        "Unauthorized" => "Nobody is signed in",
        "Forbidden" => "Not for this role, or somebody else's",
        "NotFound" => "There is nothing of that id",
        "TooLarge" => "The body is too large",
        "NotJson" => "The body is not called JSON",
        _ => "Something went wrong here",
    }
}

/// A table that can be scrolled sideways on a phone.
fn table(html: &mut Html, caption: &str, columns: &[&str]) {
    html.raw(&format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>",
        escaped(caption)
    ));
    html.tag("caption", "", caption).raw("<thead><tr>");
    for column in columns {
        html.raw("<th scope=\"col\">").text(column).raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
}

/// The kinds of a body.
fn contents(html: &mut Html, body: &Value) {
    for (n, (kind, content)) in entries(body, "/content").enumerate() {
        if n > 0 {
            html.raw(", ");
        }
        match content.get("schema") {
            Some(schema) if kind == "application/json" => shape(html, Some(schema)),
            Some(_) | None => {
                html.tag("code", "", kind);
            }
        }
    }
}

/// A shape in a word, with a link where it has a name.
fn shape(html: &mut Html, schema: Option<&Value>) {
    let Some(schema) = schema else { return };
    if let Some(name) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|name| name.rsplit('/').next())
    {
        html.raw(&format!("<a href=\"#shape-{}\">", anchor(name)))
            .text(name)
            .raw("</a>");
        return;
    }
    for key in ["oneOf", "anyOf"] {
        let choices = list(schema, &format!("/{key}"));
        for (n, choice) in choices.iter().enumerate() {
            if n > 0 {
                html.raw(" or ");
            }
            shape(html, Some(choice));
        }
        if !choices.is_empty() {
            return;
        }
    }
    if let Some(items) = schema.get("items") {
        html.raw("list of ");
        shape(html, Some(items));
        if list(schema, "/type").iter().any(|kind| kind == "null") {
            html.raw(" or null");
        }
        return;
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec!["anything"],
    };
    html.text(&kinds.join(" or "));
}

/// The parts of a shape, those that it takes over from others among them.
fn fields<'a>(api: &'a Value, schema: &'a Value, depth: u8) -> Vec<(&'a String, &'a Value, bool)> {
    // No shape of ours is nested deeper; one that contains itself ends here.
    if depth > 4 {
        return Vec::new();
    }
    let name = schema.get("$ref").and_then(Value::as_str);
    if let Some(shared) = name.and_then(|name| api.pointer(name.strip_prefix('#')?)) {
        return fields(api, shared, depth + 1);
    }
    let inherited = list(schema, "/allOf")
        .iter()
        .flat_map(|part| fields(api, part, depth + 1));
    let required = list(schema, "/required");
    let own = entries(schema, "/properties")
        .map(|(name, field)| (name, field, required.iter().any(|required| required == name)));
    inherited.chain(own).collect()
}

fn write_shapes(html: &mut Html, api: &Value) {
    html.raw("<section aria-labelledby=\"shapes\"><h2 id=\"shapes\">Shapes</h2>");
    let none = Map::new();
    let schemas = api
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    for (name, schema) in schemas {
        html.raw(&format!("<article id=\"shape-{0}\"><h3>", anchor(name)));
        html.text(name).raw("</h3>").prose(text(schema, "/description"));
        let fields = fields(api, schema, 0);
        if fields.is_empty() {
            html.raw("<p>");
            shape(html, Some(schema));
            html.raw("</p></article>");
            continue;
        }
        table(html, "Keys", &["Key", "What", "Meaning"]);
        for (key, field, is_required) in fields {
            html.raw("<tr><th scope=\"row\">").tag("code", "", key);
            if is_required {
                html.raw(" ").tag("span", "required", "always");
            }
            html.raw("</th><td>");
            shape(html, Some(field));
            html.raw("</td><td>")
                .inline(text(field, "/description"))
                .raw("</td></tr>");
        }
        html.raw("</tbody></table></div></article>");
    }
    html.raw("</section>");
}
