export * from './application/mailer.js';
export type { Mail } from './domain/mail.js';
export * from './mail.module.js';
export * from './ports/mail-alarm.js';
export * from './ports/mail-transport.js';
