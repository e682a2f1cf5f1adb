UPDATE policy_revision SET revision = 42;
