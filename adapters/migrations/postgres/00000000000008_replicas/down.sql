DROP TABLE failures;
DROP TRIGGER notices_tell ON notices;
DROP FUNCTION tell_of_notice();
DROP TRIGGER policy_revision_tells ON policy_revision;
DROP FUNCTION tell_of_policy_change();
