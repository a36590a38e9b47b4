export { Mailer } from './application/mailer.js';
export { MailModule } from './mail.module.js';
export { MailTransport } from './ports/mail-transport.js';
