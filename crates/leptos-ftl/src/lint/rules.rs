//! The rules, applied at each interpolation and directive.

use super::{
    Finding,
    context::{Context, Value},
    freemarker::{Part, next_part},
};
use crate::render::guard_definition;

/// A walk over one template.
pub(super) struct Linter<'a> {
    template: &'a str,
    sanitiser: &'a str,
    context: Context,
    blocks: Vec<Block<'a>>,
    findings: Vec<Finding>,
    offset: usize,
    excerpt: &'a str,
}

/// A condition, a loop or another directive with content.
struct Block<'a> {
    name: &'a str,
    start: Context,
    /// The context at the end of the first branch.
    end: Option<Context>,
    has_else: bool,
}

impl<'a> Linter<'a> {
    pub(super) fn new(template: &'a str, sanitiser: &'a str) -> Self {
        Self {
            template,
            sanitiser,
            context: Context::Text,
            blocks: Vec::new(),
            findings: Vec::new(),
            offset: 0,
            excerpt: "",
        }
    }

    pub(super) fn run(mut self) -> Vec<Finding> {
        if !self.template.starts_with("<#ftl ") {
            self.find("no `<#ftl output_format=\"HTML\" auto_esc=true>` at the start: whether anything is escaped depends on the server");
        }
        while let Some((part, length)) = next_part(&self.template[self.offset..]) {
            self.excerpt = &self.template[self.offset..self.offset + length];
            self.part(&part);
            self.offset += length;
        }
        self.excerpt = "";
        if !self.blocks.is_empty() {
            self.find("a directive is not closed");
        }
        if self.context != Context::Text {
            self.find("the template ends inside of a tag, a comment, a script or the like");
        }
        self.findings
    }

    fn part(&mut self, part: &Part<'a>) {
        match part {
            Part::Literal(text) => self.literal(text),
            Part::Interpolation(expression) => self.interpolation(expression),
            Part::NumericInterpolation => self.find("`#{…}` is an old form; use `${…?c}`"),
            Part::Directive { name, closes, arguments } => self.directive(name, *closes, arguments),
            Part::Call => self.context = self.take_context().at_directive(),
            Part::Comment => {}
            Part::Unfinished => self.find("this begins and does not end"),
        }
    }

    fn literal(&mut self, text: &str) {
        for character in text.chars() {
            self.context = self.take_context().after(character);
            if let Context::Value(value) = &self.context
                && character == ':'
                && is_address(&value.name)
                && !value.has_data
                && is_dangerous(&value.start)
            {
                self.find("an address begins with a scheme that runs code or reads files");
            }
        }
    }

    fn interpolation(&mut self, expression: &str) {
        self.builtins(expression);
        if expression.contains("no_esc") || expression.contains("noEsc") {
            if self.context != Context::Text {
                self.find("`?no_esc` stands elsewhere than between tags");
            } else if !is_sanitised(expression, self.sanitiser) {
                self.find("`?no_esc` is not on a call of the sanitiser");
            }
        }
        let mut context = self.take_context();
        match &mut context {
            Context::Text | Context::OnlyText { .. } => {}
            Context::Raw { .. } => self.find("data stand in a script or a style sheet"),
            Context::Comment { .. } => self.find("data stand in a comment"),
            Context::Value(value) => self.value(value, expression),
            Context::BeforeValue { .. } => self.find("data stand in an attribute without quotes"),
            Context::Declaration { .. }
            | Context::TagOpen
            | Context::TagName { .. }
            | Context::Tag { .. }
            | Context::AttributeName { .. } => {
                self.find("data stand in a tag itself, not in the value of an attribute");
            }
        }
        self.context = context;
    }

    fn value(&mut self, value: &mut Value, expression: &str) {
        let name = value.name.as_str();
        if value.quote.is_none() {
            self.find("data stand in an attribute without quotes");
        }
        if name.starts_with("on") {
            self.find("data stand in an event handler");
        } else if name == "style" || name == "srcdoc" {
            self.find("data stand in a style or a document within the page");
        } else if name == "data-props" {
            if !(expression.ends_with("?json_string") || expression.ends_with("?c")) {
                self.find("data stand in an island's props without `?json_string` or `?c`");
            }
        } else if is_address(name) && !value.has_data {
            let settled = value.start.contains([':', '/', '?', '#']);
            let guarded = value.start.is_empty() && self.is_guarded(expression);
            if !settled && !guarded {
                self.find("data begin an address and do not go through a guard");
            }
        }
        value.has_data = true;
    }

    fn directive(&mut self, name: &'a str, closes: bool, arguments: &str) {
        self.builtins(arguments);
        if arguments.contains("no_esc") || arguments.contains("noEsc") {
            self.find("`?no_esc` stands in a directive");
        }
        match name {
            "noautoesc" | "autoesc" | "outputformat" | "escape" | "noescape" | "noAutoEsc" | "autoEsc"
            | "outputFormat" | "noEscape" => {
                self.find("the way of escaping is switched within the template");
            }
            "ftl" => self.header(arguments),
            "if" | "list" | "items" | "switch" | "attempt" | "macro" | "function" if closes => {
                self.close(name);
            }
            "if" | "list" | "items" | "switch" | "attempt" | "macro" | "function" => {
                self.open(name);
            }
            "else" | "elseif" | "recover" | "case" | "default" | "sep" => self.alternate(name),
            _ => self.context = self.take_context().at_directive(),
        }
    }

    fn header(&mut self, arguments: &str) {
        let settings: Vec<&str> = arguments.split_ascii_whitespace().collect();
        let has = |setting: &str| settings.contains(&setting);
        if self.offset != 0 || !has("output_format=\"HTML\"") || !has("auto_esc=true") {
            self.find("the header does not set HTML output with escaping");
        }
    }

    fn open(&mut self, name: &'a str) {
        let before = self.take_context().at_directive();
        // what a macro or function writes, it writes elsewhere
        self.context = if matches!(name, "macro" | "function") { Context::Text } else { before.clone() };
        self.blocks.push(Block { name, start: before, end: None, has_else: false });
    }

    fn alternate(&mut self, name: &str) {
        let end = self.take_context().at_directive();
        let Some(block) = self.blocks.last_mut() else {
            return self.find("a branch stands outside of a condition");
        };
        block.has_else |= name == "else";
        self.context = block.start.clone();
        let agrees = block.end.get_or_insert_with(|| end.clone()).agrees_with(&end);
        if !agrees {
            self.find(BRANCHES);
        }
    }

    fn close(&mut self, name: &str) {
        let end = self.take_context().at_directive();
        match self.blocks.pop() {
            Some(block) if block.name == name => {
                let is_definition = matches!(name, "macro" | "function");
                let other = match &block.end {
                    Some(first) if block.has_else => first,
                    _ if is_definition => &Context::Text,
                    _ => &block.start,
                };
                let agrees =
                    other.agrees_with(&end) && block.end.as_ref().is_none_or(|first| first.agrees_with(&end));
                self.context = if is_definition { block.start } else { end.merged_with(other) };
                if !agrees {
                    self.find(BRANCHES);
                }
            }
            _ => {
                self.context = end;
                self.find("this closes a directive that is not open");
            }
        }
    }

    fn builtins(&mut self, expression: &str) {
        if ["?interpret", "?eval", "?new"].iter().any(|builtin| expression.contains(builtin)) {
            self.find("text is run as a template or as code");
        }
    }

    /// Whether `expression` is a call of a guard that is defined once, as this crate defines it.
    fn is_guarded(&self, expression: &str) -> bool {
        ["web_address", "any_address"].iter().any(|guard| {
            is_call(expression, guard)
                && self.template.contains(&guard_definition(guard))
                && self.template.matches(&format!("<#function {guard} ")).count() == 1
                && !self.template.contains(&format!("<#macro {guard} "))
                && !self.template.contains(&format!(" {guard}="))
        })
    }

    fn take_context(&mut self) -> Context {
        std::mem::replace(&mut self.context, Context::Text)
    }

    fn find(&mut self, reason: &str) {
        self.findings.push(Finding {
            offset: self.offset,
            excerpt: self.excerpt.chars().take(80).collect(),
            reason: reason.to_owned(),
        });
    }
}

/// Whether `expression` is one call of `function`.
fn is_call(expression: &str, function: &str) -> bool {
    let Some(arguments) = expression.strip_prefix(function).and_then(|rest| rest.strip_prefix('(')) else {
        return false;
    };
    let Some(arguments) = arguments.strip_suffix(')') else {
        return false;
    };
    // the bracket closes the call if what stands before it is whole
    let probe = format!("${{{arguments}}}");
    next_part(&probe) == Some((Part::Interpolation(arguments), probe.len()))
}

fn is_sanitised(expression: &str, sanitiser: &str) -> bool {
    expression
        .strip_suffix("?no_esc")
        .is_some_and(|call| is_call(call, sanitiser) && !call.contains("no_esc"))
}

fn is_address(name: &str) -> bool {
    matches!(
        name,
        "href"
            | "src"
            | "action"
            | "formaction"
            | "poster"
            | "data"
            | "cite"
            | "background"
            | "ping"
            | "manifest"
            | "xlink:href"
    )
}

/// Whether the start of an address, with its colon, is a dangerous scheme as a browser reads it.
fn is_dangerous(start: &str) -> bool {
    let scheme: String = start
        .chars()
        .filter(|c| !c.is_ascii_control() && !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    matches!(scheme.as_str(), "javascript:" | "vbscript:" | "file:" | "blob:" | "filesystem:")
}

const BRANCHES: &str = "the branches of a condition, or the turns of a loop, end in different HTML contexts";
