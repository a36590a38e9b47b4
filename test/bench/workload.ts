/** What every contestant keeps: 48 bytes, as a password or a token has. The bare program has its own copy. */
export const VALUE = 'correct horse battery staple, forty-eight bytes!';
