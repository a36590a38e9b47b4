import { PickType } from '@nestjs/swagger';
import { TextField, TOKEN_LIMIT } from './credential.fields.js';
import { RegisterRequest } from './registration.requests.js';

/** The credential and the client's keys, as for a registration. */
export class AcceptInvitationRequest extends PickType(RegisterRequest, [
  'password',
  'login_secret',
  'kdf',
  'encryption_salt',
  'protected_user_key',
]) {
  @TextField({
    description: 'The token that was mailed to you, or that an administrator gave you.',
    example: 'the token of the mail',
    maxLength: TOKEN_LIMIT,
  })
  token!: string;
}
