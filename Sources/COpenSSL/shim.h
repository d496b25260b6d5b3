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

#endif
