import { NAME_LIMIT, TextField } from './credential.fields.js';

/** UTF-16 code units. A token of GitHub has about 1,800. */
const SUBJECT_TOKEN_LIMIT = 8_192;

export class ExchangeRequest {
  @TextField({
    description: 'The token (JWT) that an identity provider made for the program.',
    example: 'the token of the identity provider',
    maxLength: SUBJECT_TOKEN_LIMIT,
    writeOnly: true,
  })
  subject_token!: string;

  @TextField({
    description: 'The name or the id of the service account that the program acts as.',
    example: 'ci-deploy',
    maxLength: NAME_LIMIT,
  })
  service_account!: string;
}
