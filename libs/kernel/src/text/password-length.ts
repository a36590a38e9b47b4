/** The least length that an operator may ask of passwords, in code points. NIST SP 800-63B-4 section 3.1.1.2 asks for 8. */
export const PASSWORD_LEAST_LENGTH = 8;
