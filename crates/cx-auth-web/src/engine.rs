//! What `pkg/host/client.js` calls.

use cx_auth_core::{Entropy, Machine, Moment, Output, Timestamp};
use wasm_bindgen::prelude::*;

use crate::fields::Fields;
use crate::flat::{self, FlatWriter, read_json};
use crate::options;
use crate::wire::{read, write};

/// One session.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Engine {
    machine: Option<Machine>,
    /// The application has to see the tokens.
    shows_tokens: bool,
}

#[wasm_bindgen]
impl Engine {
    /// An engine that does nothing before the input `open`.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many random bytes each input brings.
    #[wasm_bindgen(js_name = randomBytes)]
    pub fn random_bytes() -> usize {
        Entropy::LENGTH
    }

    /// Takes in an `Input` of `pkg/host/wire.d.ts`, and gives the list of `Output`s that are to be done now. `now` is the
    /// local time in milliseconds, `random` are fresh random bytes. What is no `Input` has an empty answer.
    pub fn handle(&mut self, now: f64, random: &[u8], input: &str) -> String {
        self.answer(now, random, input).unwrap_or_default()
    }

    fn answer(&mut self, now: f64, random: &[u8], input: &str) -> Option<String> {
        let input = flat::read(input)?;
        let Some(machine) = &mut self.machine else {
            let options = Fields::of(Some(input.get("open")?));
            return Some(FlatWriter::list(|outputs| match options::config(&options) {
                Ok(config) => {
                    self.shows_tokens = options.flag("showsTokens");
                    self.machine = Some(Machine::new(config, read_json));
                }
                Err(error) => outputs.element(|object| write::error(object, &error.into())),
            }));
        };
        #[expect(clippy::cast_possible_truncation, reason = "`Date.now()` is a whole number far below 2^53")]
        let now = Timestamp::from_millis(now as i64);
        let moment = Moment::new(now, Entropy::new(random.try_into().ok()?));
        let input = match read::input(&input)? {
            Ok(input) => input,
            Err((call, error)) => {
                let refusal = Output::Answer { call, result: Err(error.into()) };
                return Some(FlatWriter::list(|outputs| write::output(outputs, &refusal)));
            }
        };
        machine.handle(moment, input);
        Some(FlatWriter::list(|outputs| {
            let mut changed = false;
            while let Some(output) = machine.poll() {
                changed |= matches!(output, Output::Event(_));
                write::output(outputs, &output);
            }
            if changed && self.shows_tokens {
                write::tokens(outputs, machine.tokens());
            }
            if changed {
                write::changed(outputs, machine.access_token_expires_at());
            }
        }))
    }
}
