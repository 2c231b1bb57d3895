//! The optional IBAN validation (Step 3).

use iban::{Iban, IbanLike};

use crate::api::IbanLookup;
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::machine::{Guard, Mistake, Refusal};

/// POST Validate IBAN (BI-070, BI-071).
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    if call.tenant_state.rules.makes(Mistake::LookupOfNothing)
        && fields.text("iban").ok().flatten().unwrap_or_default().is_empty()
    {
        return Ok(Answer::ok(&bank("", "11010101", "DE")));
    }
    let given = fields.needed("iban")?;
    let iban = match given.parse::<Iban>() {
        Ok(iban) => iban,
        Err(_) if !call.tenant_state.rules.enforces(Guard::IbanChecked) => {
            return Ok(Answer::ok(&bank(given, "", "")));
        }
        Err(_) => return Err(invalid(given)),
    };
    let code = iban.bank_identifier().unwrap_or_default();
    Ok(Answer::ok(&bank(iban.electronic_str(), code, iban.country_code())))
}

fn bank(iban: &str, code: &str, country: &str) -> IbanLookup {
    let own = code == "11010101";
    IbanLookup {
        iban: iban.to_owned(),
        bic: own.then(|| "SOBKDEB2XXX".to_owned()),
        bank_code: code.to_owned(),
        bank_name: if own { "Solaris".to_owned() } else { format!("Bank {code}") },
        country: country.to_owned(),
    }
}

/// Refuses an invalid IBAN with 400 (BI-071).
pub fn invalid(iban: &str) -> Refusal {
    let detail = format!("'{iban}' is not a valid IBAN");
    Refusal::new(400, "invalid_iban", "Invalid IBAN", detail)
}
