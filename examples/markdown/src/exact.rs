use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::iter::once;

/// Rewrites events so that their HTML is what the CommonMark specification prints, byte for byte: pulldown-cmark's
/// writer leaves `"` in text as it is, and begins an HTML block on the line of its list item.
pub fn exact<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    let mut images = 0;
    let mut line_open = false;
    events.flat_map(move |event| {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ => {}
        }
        let newline = line_open && matches!(event, Event::Start(Tag::HtmlBlock));
        line_open = leaves_line_open(&event);
        // Inside of an image everything becomes the alt text, which the writer does escape.
        let event = if images == 0 { with_quotes(event) } else { event };
        newline.then(|| Event::Html("\n".into())).into_iter().chain(once(event))
    })
}

fn leaves_line_open(event: &Event) -> bool {
    match event {
        Event::Start(tag) => matches!(tag, Tag::Item),
        Event::End(tag) => {
            matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        }
        Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => true,
        _ => false,
    }
}

fn with_quotes(event: Event) -> Event {
    match event {
        Event::Text(text) if text.contains('"') => Event::Html(escape(&text).into()),
        Event::Code(text) if text.contains('"') => Event::InlineHtml(code(&text)),
        event => event,
    }
}

fn code(text: &str) -> CowStr<'static> {
    format!("<code>{}</code>", escape(text)).into()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
