import type { SendMailOptions } from 'nodemailer';
import type { Mail } from '../domain/mail.js';

/** The mail in the form of nodemailer. Addresses are given in parts, so that none is parsed as a list. */
export function messageOf({ to, subject, text }: Omit<Mail, 'account'>, id: string, from: string): SendMailOptions {
  const sender = senderOf(from);
  return {
    from: sender,
    to: { name: '', address: to },
    subject,
    text,
    messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    // RFC 3834: asks for no automatic replies, such as notices of absence.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The parts of `coffer@example.org` or of `Coffer <coffer@example.org>`. */
function senderOf(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^(.*) <(.*)>$/.exec(from) ?? [];
  return { name, address };
}
