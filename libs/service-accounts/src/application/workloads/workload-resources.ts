/** The kinds of the resources, in policies and in the audit. Policies name a provider: `identity_provider:<name>`. */
export const IDENTITY_PROVIDER = 'identity_provider';
/** Bindings are part of their service account: who may change that may change them. */
export const BINDING = 'binding';
