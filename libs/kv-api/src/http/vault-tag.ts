/** The tag of all routes for clients of Vault in the OpenAPI document. */
export const VAULT_TAG = 'Vault KV';
