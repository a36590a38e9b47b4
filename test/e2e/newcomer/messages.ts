/**
 * Every message that the tests of this folder provoke, by what was done wrong: status, code, detail, fields with their
 * codes, and the header that says what to do. A change of words changes this file: read each as somebody who sees it for
 * the first time.
 */
export const TOLD = {
  fields: {
    'a bad cursor':
      '400 validation_failed: cursor must be the next_cursor of a page that you got for the same query. | cursor (cursor)',
    'a body that is a list': '400 malformed_body: The body must be a JSON object.',
    'a date without a time':
      '400 validation_failed: expires_at must be an RFC 3339 time with its offset, such as 2099-12-31T23:59:59.000Z. | expires_at (timestamp)',
    'a field that is not there':
      '400 validation_failed: expiresAt is no field here. Did you mean expires_at? There are: path, value, description, owner, tags, expires_at. | expiresAt (unknown_field)',
    'a look-up without a path': '400 validation_failed: path is missing. | path (required)',
    'a number for a value':
      '400 validation_failed: value must be a string or an object, not a whole number. | value (type)',
    'a parameter that is not there':
      '400 validation_failed: query is no parameter here. There are: limit, cursor. | query (unknown_field)',
    'a parameter that was spelt wrong':
      '400 validation_failed: prefx is no parameter here. Did you mean prefix? There are: prefix, tag, owner, created_by, expires_before, updated_before, q, state, limit, cursor. | prefx (unknown_field)',
    'a parameter where there is none':
      '400 validation_failed: verbose is no parameter here. There are none. | verbose (unknown_field)',
    'a path with a space':
      '400 validation_failed: path must be levels of A-Z, a-z, 0-9, ".", "_" and "-" separated by "/", at most 256 characters. | path (path)',
    'a registration without a password':
      '400 validation_failed: Send exactly one of password and login_secret. | password (exactly_one), login_secret (exactly_one)',
    'a registration without an address': '400 validation_failed: email is missing. | email (required)',
    'a role with an unknown policy':
      '400 validation_failed: policies[1] is not the name of a policy. | policies[1] (unknown_policy)',
    'a role that is not there': '400 validation_failed: role is not the name of a role. | role (unknown_role)',
    'a secret without a path': '400 validation_failed: path is missing. | path (required)',
    'a secret without a value': '400 validation_failed: value is missing. | value (required)',
    'a short username':
      '400 validation_failed: username must be 3 to 128 lower-case letters, digits, and . _ - + @ between them. | username (username)',
    'a weak password':
      '400 validation_failed: password must have at least 12 characters. | password (password_too_short), password (password_upper), password (password_digit), password (password_special), password (password_common)',
    'an account of nothing':
      '400 validation_failed: username is missing. | username (required), email (required), roles (required)',
    'an account with roles that are no list':
      '400 validation_failed: roles must be an array, not a string. | roles (type)',
    'an address that is none':
      '400 validation_failed: email must be an e-mail address of at most 254 bytes, such as ada@example.org. | email (email)',
    'an unknown role': '400 validation_failed: roles[0] is not a role that can be assigned. | roles[0] (unknown_role)',
    'another content type': '415 unsupported_media_type: Send the body as application/json in UTF-8.',
  },
  policies: {
    'a pattern in upper case':
      '400 validation_failed: statements[0].resources[0] must be in lower case: only paths of secrets have A-Z. | statements[0].resources[0] (pattern)',
    'a resource without its kind':
      '400 validation_failed: statements[0].resources[0] must be `**` or `<kind>:<pattern>`, such as `secret:prod/**`. | statements[0].resources[0] (pattern)',
    'a statement without an effect':
      '400 validation_failed: statements[0].effect is missing. | statements[0].effect (required)',
    'an action of another kind':
      '400 validation_failed: statements[0].actions[1] needs a resource of the same kind in the statement. | statements[0].actions[1] (without_resource)',
    'an unknown action':
      '400 validation_failed: statements[0].actions[0] must be an action, and secret:reed is none. Did you mean secret:read? Of secret there are: secret:*, secret:delete, secret:destroy, secret:list, secret:read, secret:reveal, secret:rotate, secret:share, secret:write. | statements[0].actions[0] (unknown_action)',
    'an unknown condition':
      '400 validation_failed: statements[0].conditions.country is no field here. There are: ip, mfa, mfa_max_age, time. | statements[0].conditions.country (unknown_field)',
  },
  paths: {
    'a path of a secret in the URL':
      '404 not_found: No route has this path. To look one up by its path, use /api/v1/secrets/by-path?path=. Below /api/v1/secrets there are: /by-path, /env, /reveal, /{id}, /{id}/restore, /{id}/reveal, /{id}/rotate, /{id}/share, /{id}/shares, /{id}/shares/{share}, /{id}/versions, /{id}/versions/{n}.',
    'a way that is not there':
      '404 not_found: No route has this path. To look one up by its path, use /api/v1/secrets/by-path?path=. Below /api/v1/secrets there are: /by-path, /env, /reveal, /{id}, /{id}/restore, /{id}/reveal, /{id}/rotate, /{id}/share, /{id}/shares, /{id}/shares/{share}, /{id}/versions, /{id}/versions/{n}.',
    'a name for the id of a user':
      '404 not_found: There is no such object, or you may not see it. In this path, {id} is a UUID and no name: GET /api/v1/users shows it.',
    'the name of a role for its id':
      '404 not_found: There is no such object, or you may not see it. In this path, {id} is a UUID and no name: GET /api/v1/roles shows it.',
    'the name of a secret for its id':
      '404 not_found: There is no such object, or you may not see it. In this path, {id} is a UUID and no name: GET /api/v1/secrets/by-path?path= shows it.',
    'an unknown URL':
      '404 not_found: No route has this path. Below /api/v1 there are: audit, auth, entries, identity-providers, keys, policies, roles, secrets, sensitive-data, service-accounts, setup, tools, unwrap, users, witness.',
    'no version of the API': '404 not_found: No route has this path. Did you mean /api/v1/secrets?',
  },
  tokens: {
    'a session that has ended':
      '401 unauthenticated: The access token works no longer: take the newest one of its session, or log in again. If that fails, ask an administrator whether the account still works. | Bearer realm="coffer", error="invalid_token"',
    'a token alone':
      '401 unauthenticated: The Authorization header must be `Bearer <token>`, with an access token or the key of a service account. | Bearer realm="coffer", error="invalid_token"',
    'a token of elsewhere':
      '401 unauthenticated: The access token is not one that this server made: log in again. | Bearer realm="coffer", error="invalid_token"',
    'an expired token':
      '401 unauthenticated: The access token has expired: refresh it (POST /api/v1/auth/refresh) or log in again. | Bearer realm="coffer", error="invalid_token"',
    'no token':
      '401 unauthenticated: This needs an access token or a key: send `Authorization: Bearer <token>`. | Bearer realm="coffer"',
    'the word Bearer twice':
      '401 unauthenticated: The Authorization header has `Bearer` twice. It must be `Bearer <token>`. | Bearer realm="coffer", error="invalid_token"',
  },
  permissions: {
    'a permission for another place':
      '403 forbidden: Your roles do not allow this: it needs secret:rotate. An auditor finds the reason by the decision_id.',
    'a permission for nothing':
      '403 forbidden: Your roles do not allow this: it needs user:write. An auditor finds the reason by the decision_id.',
    'a secret of somebody else, or of nobody': '404 not_found: There is no such object, or you may not see it.',
    'another method': 'This path takes PUT.',
    'more than one holds':
      '403 forbidden: Your user:write does not reach this far: nobody gives or takes what they do not hold, and only administrators change what administrators have. An auditor finds the reason by the decision_id.',
    'only a second factor is missing':
      '403 second_factor_required: A second factor is required: enrol an authenticator app (POST /api/v1/auth/mfa/totp) if you have none, then send a code (POST /api/v1/auth/reauthenticate).',
    'the reason in the audit': 'no statement allows it; in the policy "ada-policy", statements[1], mfa does not hold',
  },
  order: {
    'a built-in role': '409 built_in: Built-in roles and policies cannot be changed or removed.',
    'a key for another request':
      '422 idempotency_key_reused: Another request of yours had this Idempotency-Key: use a new key for each thing that you make.',
    'a path that is taken':
      '409 path_taken: Another secret has this path. To change its value, rotate it. For a new secret, delete that one first, or choose another path.',
    'a role in use': '409 in_use: Accounts have the role. Take it from every account first.',
    'a secret that has expired': '410 secret_expired: The secret has expired. Rotate it with a new expires_at.',
    'an ETag without quotes':
      '400 validation_failed: If-Match must be `*` or a list of ETags, such as "7". | If-Match (etag)',
    'an old ETag': '412 precondition_failed: It was changed since you read it: read it again and compare.',
    'the last administrator':
      '409 last_administrator: This is the last active administrator. Make another account an administrator first.',
  },
  starts: {
    'a port that is no number': ['PORT must be a whole number from 0 to 65535'],
    'a short secret': ['JWT_SECRET must have at least 32 characters: make one with: openssl rand -base64 48'],
    'a word for another': ['REGISTRATION must be open or closed'],
    'a duration that is none': [
      'ACCESS_TOKEN_EXPIRES_IN must be a whole number with a unit: s, m, h or d, such as 15m',
    ],
    'keys inside of the data': ['KEYRING_DIR must not be inside DATA_DIR, nor DATA_DIR inside KEYRING_DIR'],
    'a store without a keyring': [
      'VAULT_ADDR is missing: MONGODB_URL and VAULT_ADDR go together (or set neither, for the embedded engines)',
    ],
    'production without secrets': [
      'JWT_SECRET is missing: every node needs the same; make one with: openssl rand -base64 48',
      'PEPPER is missing: every node needs the same; make one with: openssl rand -base64 48',
      'VAULT_ROLE_ID and VAULT_SECRET_ID (or VAULT_TOKEN) are missing',
    ],
    'a certificate that is not there': [
      'TLS_CERT_FILE names a file that is not there (ENOENT)',
      'TLS_KEY_FILE names a file that is not there (ENOENT)',
    ],
    'a mail server without a sender': ['EMAIL_FROM is missing: SMTP_SERVER and EMAIL_FROM go together'],
    'both engines away': [
      'VAULT_ADDR: Vault does not answer there (ECONNREFUSED).',
      'MONGODB_URL: MongoDB does not answer there (ECONNREFUSED). Does it run, and is tls= right?',
    ],
    'keys of a store that is gone': [
      'DATA_DIR holds no store, but KEYRING_DIR holds the keys of one: look whether DATA_DIR is right and whether its volume is mounted. If a new store shall use these keys: npm run coffer -- keyring adopt --new-store. Nothing was made.',
    ],
    'a mistyped folder for the data': [
      'DATA_DIR holds no store, but KEYRING_DIR holds the keys of one: look whether DATA_DIR is right and whether its volume is mounted. If a new store shall use these keys: npm run coffer -- keyring adopt --new-store. Nothing was made.',
    ],
    'a file for the folder of the data': ['DATA_DIR is a file, not a folder'],
  },
};
