"""By which codes and phrases providers name a cause, where the status alone does not tell.

Sources: OpenAI's error-codes guide (August 2026), openai-python 3.51.0, GPT Proto's and Azure's
pages (November 2026).
"""

from tessera.client.wire_errors import Complaint

MODERATION_CODES = {
    "bio_policy",
    "content_filter",
    "content_policy_violation",
    "image_content_policy_violation",
    "misalignment_policy_violation",
    "moderation_blocked",
}
MODERATION_PHRASES = ("content policy", "content management policy", "safety system")

CREDIT_CODES = {
    "billing_hard_limit_reached",
    "billing_not_active",
    "credit_balance_exhausted",
    "insufficient_balance",
    "insufficient_quota",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "project_spend_limit_exceeded",
}
CREDIT_PHRASES = (
    "insufficient balance",
    "insufficient credit",
    "insufficient quota",
    "insufficient_quota",
    "exceeded your current quota",
    "spend limit",
    "credit balance",
    "balance is not enough",
)

INPUT_CODES = {  # what was sent could not be used, so no model ran
    "context_length_exceeded",
    "data_residency_mismatch",
    "empty_image_file",
    "failed_to_download_image",
    "image_file_not_found",
    "image_file_too_large",
    "image_parse_error",
    "image_too_large",
    "image_too_small",
    "invalid_base64_image",
    "invalid_image",
    "invalid_image_format",
    "invalid_image_mode",
    "invalid_image_url",
    "invalid_prompt",
    "unsupported_image_media_type",
}

_NO_MODEL_PHRASES = ("does not exist", "not exist", "not found", "no access", "not have access")


def is_moderation(complaint: Complaint) -> bool:
    """Return whether moderation or a content filter stepped in."""
    if complaint.code in MODERATION_CODES or complaint.kind in MODERATION_CODES:
        return True
    return any(phrase in complaint.words for phrase in (*MODERATION_PHRASES, *MODERATION_CODES))


def is_credit(complaint: Complaint) -> bool:
    """Return whether credit is used up or a spend limit is met."""
    if complaint.code in CREDIT_CODES or complaint.kind in CREDIT_CODES:
        return True
    return any(phrase in complaint.words for phrase in (*CREDIT_PHRASES, *CREDIT_CODES))


def is_missing_model(complaint: Complaint) -> bool:
    """Return whether the model is unknown to the provider, or to this key."""
    if "model_not_found" in complaint.words:
        return True
    words = complaint.message.lower()
    return "model" in words and any(phrase in words for phrase in _NO_MODEL_PHRASES)


def is_unverified(complaint: Complaint) -> bool:
    """Return whether only a verified organisation may do this."""
    return "verif" in complaint.words and "organi" in complaint.words


def is_region(complaint: Complaint) -> bool:
    """Return whether the provider does not serve the caller's region."""
    words = complaint.words
    return "unsupported_country" in words or ("region" in words and "support" in words)
