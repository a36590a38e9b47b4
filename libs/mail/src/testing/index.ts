export * from './mailbox.js';
export * from './parsed-mail.js';
export * from './smtp-sink.js';
