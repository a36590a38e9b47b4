import type { GeneratedPassword } from '../domain/passwords/password-generator.js';
import type { GeneratedPasswordResponse } from './dto/password.answers.js';

export function generatedPasswordResponse({ password, entropyBits }: GeneratedPassword): GeneratedPasswordResponse {
  return { password, entropy_bits: entropyBits };
}
