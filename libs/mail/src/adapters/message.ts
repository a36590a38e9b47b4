import type { SendMailOptions } from 'nodemailer';
import type { Mail } from '../domain/mail.js';

/** `mail` as nodemailer takes it. Addresses are given in their parts, so that nobody parses a list out of one. */
export function messageOf({ to, subject, text }: Mail, id: string, from: string): SendMailOptions {
  const sender = senderOf(from);
  return {
    from: sender,
    to: { name: '', address: to },
    subject,
    text,
    messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    // RFC 3834: nobody's absence is to be answered to a machine.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Of `coffer@example.org`, or of `Coffer <coffer@example.org>`. */
function senderOf(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^(.*) <(.*)>$/.exec(from) ?? [];
  return { name, address };
}
