//! The flags of the settings of a target, made from their table.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::config::{ConfigError, Flag, FlagArity, Layer, Setting, Sourced};

/// The given flags.
#[derive(Clone, Debug)]
pub struct SettingArguments {
    /// Text of a flag by key of its setting.
    texts: BTreeMap<&'static str, String>,
}

impl SettingArguments {
    /// The settings given by flags.
    ///
    /// # Errors
    /// When a value cannot be used; the message names its flag.
    pub fn layer(&self) -> Result<Layer, ConfigError> {
        Layer::read(&|setting| {
            let flag = setting.flag.as_ref()?;
            let text = self.texts.get(setting.key)?;
            Some(Sourced::by_flag(flag.name, text.clone()))
        })
    }
}

fn flags() -> impl Iterator<Item = (&'static Setting, &'static Flag)> {
    Layer::SETTINGS.iter().filter_map(|setting| Some((*setting, setting.flag.as_ref()?)))
}

fn argument(setting: &'static Setting, flag: &'static Flag) -> Arg {
    let long = flag.name.trim_start_matches('-');
    let argument = Arg::new(setting.key).long(long).help(setting.help.trim().trim_end_matches('.'));
    match flag.arity {
        FlagArity::Switch => argument.action(ArgAction::SetTrue),
        FlagArity::One => argument.action(ArgAction::Set).value_name(flag.value_name),
        FlagArity::Many => argument.action(ArgAction::Append).value_name(flag.value_name),
    }
}

fn text(matches: &ArgMatches, setting: &Setting, flag: &Flag) -> Option<String> {
    if flag.arity == FlagArity::Switch {
        return matches.get_flag(setting.key).then(|| true.to_string());
    }
    let values = matches.get_many::<String>(setting.key)?;
    Some(values.map(String::as_str).collect::<Vec<_>>().join(","))
}

impl Args for SettingArguments {
    fn augment_args(command: Command) -> Command {
        command.args(flags().map(|(setting, flag)| argument(setting, flag)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |(setting, flag): (&'static Setting, &Flag)| {
            Some((setting.key, text(matches, setting, flag)?))
        };
        Ok(Self { texts: flags().filter_map(given).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.texts.extend(Self::from_arg_matches(matches)?.texts);
        Ok(())
    }
}
