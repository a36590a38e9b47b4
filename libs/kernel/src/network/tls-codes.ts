/** The codes of Node's errors about certificates (nodejs.org/api/tls.html, X509 certificate error codes). */
export const UNTRUSTED_CERTIFICATE = /CERT|VERIFY|SIGNATURE/;

/** The codes by which Node says that a server does not speak TLS. */
export const NOT_TLS = /^(EPROTO|ERR_SSL_)/;
