/** The value that every contestant stores: 48 bytes, like a password or a token. The bare program has its own copy. */
export const VALUE = 'correct horse battery staple, forty-eight bytes!';
