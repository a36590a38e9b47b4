import { domainToASCII } from 'node:url';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isEmail } from 'class-validator';
import { Optional, Satisfies } from './fields.js';

/** Bytes in UTF-8 (RFC 3696, erratum 1690). */
const ADDRESS_LIMIT = 254;
/** Characters that a reader cannot see, or that end a line. The library lets some of them pass. */
const UNSEEN = /[\p{C}\p{Z}]/u;
/** What every address has, for the documentation too. The library knows the rest. */
const FORM = /^[^\s@]+@[^\s@]+$/;
/** No quoted local parts: they may hold spaces and line ends. A host of one label is for networks of one's own. */
const RULES = { require_tld: false, blacklisted_chars: '"' };

export interface EmailFieldOptions {
  readonly description?: string;
  readonly example: string;
  /** Default: true. */
  readonly required?: boolean;
}

/**
 * An e-mail address, as isEmail of class-validator takes it: also with letters of every script before and behind the
 * `@`. At most 64 bytes before it, and 254 in all.
 */
export function EmailField({ description, example, required = true }: EmailFieldOptions): PropertyDecorator {
  const form = { maxLength: ADDRESS_LIMIT, pattern: FORM.source };
  const shown = { type: String, ...form, example, required, ...(description && { description }) };
  const presence = required ? [] : [Optional()];
  return applyDecorators(ApiProperty(shown), ...presence, Satisfies(EMAIL));
}

const EMAIL = {
  code: 'email',
  message: `email must be an e-mail address of at most ${ADDRESS_LIMIT} bytes, such as ada@example.org`,
  holds: isAddress,
};

function isAddress(text: string): boolean {
  // The library searches with regular expressions: a longer text is not walked.
  if (text.length > ADDRESS_LIMIT || Buffer.byteLength(text) > ADDRESS_LIMIT || UNSEEN.test(text)) return false;
  if (!FORM.test(text)) return false;
  return isEmail(text, RULES) && domainToASCII(text.slice(text.lastIndexOf('@') + 1)) !== '';
}
