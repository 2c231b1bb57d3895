//! Drivers of the hosted bank page.

use super::words::words;

words! {
    /// Driver of the hosted bank page.
    WizardDriver, "a wizard driver" {
        /// By form, and in a browser where forms are not enough.
        Auto => "auto",
        /// Fetch the page, fill its form, press its button, until the last page.
        Form => "form",
        /// Use the page in a real browser, as a person would.
        Browser => "browser",
        /// Print the URL for a person at the terminal.
        Manual => "manual",
    }
}
