//! The person resource (Step 1).

use serde::Serialize;
use serde_json::{Map, Value};

/// A person: an id, and the properties that were given.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// `…cper` (BI-031).
    pub id: String,
    /// Everything else, as it was accepted.
    #[serde(flatten)]
    pub properties: Map<String, Value>,
}

/// Words of the member `employment_status`.
pub const EMPLOYMENT_STATUSES: [&str; 12] = [
    "EMPLOYED",
    "UNEMPLOYED",
    "PUBLIC_SECTOR_EMPLOYEE",
    "PROFESSIONAL_SOLDIER",
    "FREELANCER",
    "HOUSEWORK",
    "APPRENTICE",
    "MANAGEMENT",
    "RETIRED",
    "STUDENT",
    "SELF_EMPLOYED",
    "MILITARY_OR_COMMUNITY_SERVICE",
];

/// The top-level properties PATCH Update person may change (BI-035 to BI-038).
pub const UPDATABLE_PROPERTIES: [&str; 38] = [
    "title",
    "salutation",
    "address",
    "contact_address",
    "employment_status",
    "job_title",
    "email",
    "tax_information",
    "fatca_relevant",
    "fatca_crs_confirmed_at",
    "business_purpose",
    "industry",
    "industry_key",
    "own_economic_interest_signed_at",
    "aml_confirmed_on",
    "expected_monthly_revenue_cents",
    "vat_number",
    "website_social_media",
    "business_trading_name",
    "nace_code",
    "business_address_line_1",
    "business_address_line_2",
    "business_postal_code",
    "business_city",
    "business_country",
    "annual_income_range",
    "data_terms_signed_at",
    "branch",
    "birth_province",
    "birth_post_code",
    "socioprofessional_category",
    "purpose_of_account_opening",
    "main_income_source",
    "work_country",
    "work_province",
    "self_declared_as_pep",
    "international_operativity_expectation",
    "registration_number",
];
