// SPDX-License-Identifier: Apache-2.0
//
// What Swift cannot import of libcrypto's headers by itself, macros above all, as inline functions.
// Age's part: ChaCha20-Poly1305 and scrypt. The part of Signatures: everything about CMS and X.509.
#ifndef ANDAMAN_COPENSSL_SHIM_H
#define ANDAMAN_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>


// MARK: Signatures

// A macro over a function with a variable number of arguments.
static inline EVP_PKEY *andaman_signatures_generate_p256(void) { return EVP_EC_gen("P-256"); }

// The stack's functions are macros of inline functions.
static inline int andaman_signatures_push(STACK_OF(X509) *certificates, X509 *certificate) {
    return sk_X509_push(certificates, certificate);
}
static inline STACK_OF(X509) *andaman_signatures_new_stack(void) { return sk_X509_new_null(); }
static inline int andaman_signatures_count(const STACK_OF(X509) *certificates) { return sk_X509_num(certificates); }
static inline X509 *andaman_signatures_item(const STACK_OF(X509) *certificates, int index) {
    return sk_X509_value(certificates, index);
}
static inline void andaman_signatures_free_stack(STACK_OF(X509) *certificates) {
    sk_X509_pop_free(certificates, X509_free);
