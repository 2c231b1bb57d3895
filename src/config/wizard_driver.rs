//! Ways to use the hosted bank page: a form, a browser, or a person.

use super::words::words;

words! {
    /// Way in which the run uses the hosted bank page.
    WizardDriver, "a wizard driver" {
        /// Fill the form, and use a browser where forms are not enough.
        Auto => "auto",
        /// Fetch the page, fill its form, press its button, until the last page.
        Form => "form",
        /// Use the page in a real browser, as a person would.
        Browser => "browser",
        /// Print the URL for a person at the terminal.
        Manual => "manual",
    }
}
