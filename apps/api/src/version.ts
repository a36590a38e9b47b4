/** Of the product, for the document and for clients that ask. */
export const VERSION = '0.1.0';
