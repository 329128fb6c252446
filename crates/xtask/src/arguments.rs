//! The command line, parsed into a [`Command`].

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use lexopt::prelude::*;

/// One invocation of `cargo xtask`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Demo(DemoOptions),
    Test(TestOptions),
    Check,
    Build,
    Size,
    Bench(BenchOptions),
}

/// `demo`: what to start, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DemoOptions {
    pub(crate) smoke: bool,
    pub(crate) fresh: bool,
    pub(crate) ports: Ports,
}

/// `test`: which suites; all of them by default.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestOptions {
    pub(crate) only: BTreeSet<SuiteName>,
    pub(crate) ports: Ports,
    /// Words that only the end-to-end runner sees: file names or `--grep` of Playwright.
    pub(crate) journeys: Vec<String>,
}

/// `bench sdk`: how long, how loud, and where Keycloak listens.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BenchOptions {
    /// How often each library is started cold and warm.
    pub(crate) rounds: u16,
    /// Whether it is also told what each start consists of.
    pub(crate) timeline: bool,
    pub(crate) ports: Ports,
}

/// Where Keycloak, the demo AgentDesk and the demo's message inbox listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) keycloak: u16,
    pub(crate) demo: u16,
    /// Where Keycloak sends its letters.
    pub(crate) smtp: u16,
    /// Where the inbox shows them.
    pub(crate) inbox: u16,
}

impl Ports {
    /// The ports that README and realm name.
    pub(crate) const DEMO: Self = Self { keycloak: 8180, demo: 5173, smtp: 1025, inbox: 8025 };
    /// Ports of their own for tests, so that a running demo is not in their way.
    pub(crate) const TEST: Self = Self { keycloak: 8280, demo: 5273, ..Self::DEMO };
    /// And for measuring. There is no demo then.
    pub(crate) const BENCH: Self = Self { keycloak: 8480, demo: 5473, ..Self::DEMO };

    /// Keycloak's management interface (health).
    pub(crate) fn management(self) -> u16 {
        self.keycloak + 1000
    }
}

/// A part of `cargo xtask test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SuiteName {
    Native,
    Wasm,
    Pkg,
    Java,
    E2e,
}

impl SuiteName {
    pub(crate) const ALL: [Self; 5] = [Self::Native, Self::Wasm, Self::Pkg, Self::Java, Self::E2e];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::Pkg => "pkg",
            Self::Java => "java",
            Self::E2e => "e2e",
        }
    }

    fn from_word(word: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|suite| suite.word() == word) {
            Some(suite) => Ok(suite),
            None => bail!("there is no test suite `{word}`: choose from native, wasm, pkg, java, e2e"),
        }
    }
}

/// Reads the whole command line; an error says what was wrong and is fit to be shown.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Command> {
    let Some(first) = parser.next()? else { return Ok(Command::Help) };
    match first {
        Long("help") | Short('h') => Ok(Command::Help),
        Value(word) => match word.string()?.as_str() {
            "help" => Ok(Command::Help),
            "demo" => demo(parser),
            "test" => test(parser),
            "check" => nothing_more(parser, Command::Check),
            "build" => nothing_more(parser, Command::Build),
            "size" => nothing_more(parser, Command::Size),
            "bench" => bench(parser),
            other => bail!("there is no command `{other}`; `cargo xtask help` lists them"),
        },
        other => Err(other.unexpected().into()),
    }
}

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
cargo xtask COMMAND

  demo     Keycloak with theme and realm, and the demo AgentDesk; prints URLs and users; Ctrl-C stops it
             --smoke               sign in through headless Chromium on fresh data, print the steps, exit
             --fresh               forget what was done in the demo (users' second factors, sessions)
             --keycloak-port PORT  (8180; Keycloak's management port is 1000 higher)
             --demo-port PORT      (5173)
             --inbox-port PORT     (8025, the message inbox)
             --smtp-port PORT      (1025, where Keycloak sends its letters)
  test     everything; the last line is `N passed, N failed`
             --only SUITES         some of native,wasm,pkg,java,e2e
             --keycloak-port PORT  (8280)
             --demo-port PORT      (5273)
             -- WORDS              for Playwright: journeys/login.spec.ts, --grep TEXT
  check    the gate: fmt, clippy, rustdoc, cargo-deny, eslint/tsc, FTL lint, size budget, guards
  build    target/dist/: cx-auth-theme.jar, cx-auth-<version>.tgz
  size     our bytes beside the peers'
  bench    sdk: cx-auth beside its peers in Chromium and Keycloak, one run; the ratios come last
             --rounds N            (9) starts of each, cold and warm
             --timeline            also what each start consists of
             --keycloak-port PORT  (8480)

What is missing is installed once into $CX_CACHE (default ~/.cache/cx-auth).";

fn demo(mut parser: lexopt::Parser) -> Result<Command> {
    let mut options = DemoOptions { smoke: false, fresh: false, ports: Ports::DEMO };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("smoke") => options.smoke = true,
            Long("fresh") => options.fresh = true,
            Long("keycloak-port") => options.ports.keycloak = keycloak_port(&mut parser)?,
            Long("demo-port") => options.ports.demo = port(&mut parser)?,
            Long("inbox-port") => options.ports.inbox = port(&mut parser)?,
            Long("smtp-port") => options.ports.smtp = port(&mut parser)?,
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Demo(options))
}

fn test(mut parser: lexopt::Parser) -> Result<Command> {
    let mut options = TestOptions { only: SuiteName::ALL.into(), ports: Ports::TEST, journeys: Vec::new() };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => {
                let words = parser.value()?.string()?;
                options.only = words.split(',').map(SuiteName::from_word).collect::<Result<_>>()?;
            }
            Long("keycloak-port") => options.ports.keycloak = keycloak_port(&mut parser)?,
            Long("demo-port") => options.ports.demo = port(&mut parser)?,
            Long("help") | Short('h') => return Ok(Command::Help),
            Value(word) => {
                options.journeys.push(word.string()?);
                for rest in parser.raw_args()? {
                    options.journeys.push(rest.string()?);
                }
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Test(options))
}

fn bench(mut parser: lexopt::Parser) -> Result<Command> {
    let mut options = BenchOptions { rounds: 9, timeline: false, ports: Ports::BENCH };
    let mut named = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("rounds") => options.rounds = number(&mut parser, "the number of rounds")?,
            Long("timeline") => options.timeline = true,
            Long("keycloak-port") => options.ports.keycloak = keycloak_port(&mut parser)?,
            Long("help") | Short('h') => return Ok(Command::Help),
            Value(word) if word == "sdk" && !named => named = true,
            Value(word) => bail!("there is no benchmark `{}`: choose sdk", word.to_string_lossy()),
            other => return Err(other.unexpected().into()),
        }
    }
    if !named {
        bail!("which benchmark? `cargo xtask bench sdk`");
    }
    Ok(Command::Bench(options))
}

fn nothing_more(mut parser: lexopt::Parser, command: Command) -> Result<Command> {
    match parser.next()? {
        None => Ok(command),
        Some(Long("help") | Short('h')) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn port(parser: &mut lexopt::Parser) -> Result<u16> {
    number(parser, "a port")
}

fn number(parser: &mut lexopt::Parser, what: &str) -> Result<u16> {
    match parser.value()?.parse()? {
        0 => bail!("{what} is a number from 1 to 65535"),
        number => Ok(number),
    }
}

fn keycloak_port(parser: &mut lexopt::Parser) -> Result<u16> {
    let port = port(parser)?;
    if port > u16::MAX - 1000 {
        bail!("--keycloak-port {port} leaves no room for the management port, which is 1000 higher");
    }
    Ok(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Command> {
        parse(lexopt::Parser::from_iter(std::iter::once(&"xtask").chain(words)))
    }

    #[test]
    fn demo_listens_where_the_readme_says() -> Result<()> {
        let options = DemoOptions {
            smoke: false,
            fresh: false,
            ports: Ports { keycloak: 8180, demo: 5173, smtp: 1025, inbox: 8025 },
        };
        assert_eq!(parsed(&["demo"])?, Command::Demo(options));
        Ok(())
    }

    #[test]
    fn demo_takes_ports_and_switches() -> Result<()> {
        let ports = Ports { keycloak: 9000, demo: 6000, smtp: 2525, inbox: 8026 };
        let options = DemoOptions { smoke: true, fresh: true, ports };
        let words =
            "demo --smoke --fresh --keycloak-port 9000 --demo-port=6000 --smtp-port 2525 --inbox-port 8026";
        let words: Vec<&str> = words.split(' ').collect();
        assert_eq!(parsed(&words)?, Command::Demo(options));
        Ok(())
    }

    #[test]
    fn only_takes_a_list_of_suites() -> Result<()> {
        let Command::Test(options) = parsed(&["test", "--only", "native,e2e", "--", "--grep", "otp"])? else {
            bail!("not a test command")
        };
        assert_eq!(options.only, BTreeSet::from([SuiteName::Native, SuiteName::E2e]));
        assert_eq!(options.journeys, ["--grep", "otp"]);
        Ok(())
    }

    #[test]
    fn a_benchmark_is_named_and_takes_its_switches() -> Result<()> {
        let ports = Ports { keycloak: 9000, ..Ports::BENCH };
        let options = BenchOptions { rounds: 3, timeline: true, ports };
        let words = ["bench", "sdk", "--rounds", "3", "--timeline", "--keycloak-port", "9000"];
        assert_eq!(parsed(&words)?, Command::Bench(options));
        assert!(parsed(&["bench"]).is_err());
        Ok(())
    }

    #[test]
    fn unknown_words_are_refused_with_the_word() {
        for words in [
            &["dmeo"][..],
            &["test", "--only", "natives"],
            &["check", "--fast"],
            &["bench", "login"],
            &["demo", "--demo-port", "0"],
        ] {
            let message = parsed(words).map_or_else(|error| error.to_string(), |_| String::new());
            let expected = if words.contains(&"0") { "1 to 65535" } else { words[words.len() - 1] };
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn the_management_port_must_fit() {
        assert!(parsed(&["demo", "--keycloak-port", "65000"]).is_err());
    }
}
