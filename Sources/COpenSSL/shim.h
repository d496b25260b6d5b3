// SPDX-License-Identifier: Apache-2.0
//
// What Swift cannot import of libcrypto's headers by itself, macros above all, as inline functions.
// Age's part: ChaCha20-Poly1305 and scrypt. The part of Signatures: everything about CMS and X.509.
#ifndef ANDAMAN_COPENSSL_SHIM_H
#define ANDAMAN_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

// MARK: Age
//
// ChaCha20-Poly1305 over whole chunks. A context is given its key once and a nonce for each chunk, so that a chunk costs
// one call from Swift and no allocation. Every function returns 1 on success.

/// The nonce of an age chunk: its number in 11 big-endian bytes, then 1 for the final chunk.
static inline void andaman_age_nonce(unsigned char nonce[12], unsigned long long chunk, int is_final) {
    for (int index = 0; index < 12; index++) nonce[index] = 0;
    for (int index = 10; index >= 3; index--) {
        nonce[index] = (unsigned char)chunk;
        chunk >>= 8;
    }
    nonce[11] = is_final ? 1 : 0;
}

/// Gives `context` the 32 bytes of a key; `is_sealing` is 1 to encrypt and 0 to decrypt.
static inline int andaman_age_set_key(EVP_CIPHER_CTX *context, const unsigned char *key, int is_sealing) {
    return EVP_CipherInit_ex(context, EVP_chacha20_poly1305(), NULL, key, NULL, is_sealing);
}

/// Writes `count` encrypted bytes and the tag of 16 bytes to `out`.
static inline int andaman_age_seal(EVP_CIPHER_CTX *context, unsigned long long chunk, int is_final,
                                   const unsigned char *plain, int count, unsigned char *out) {
    unsigned char nonce[12];
    int written = 0;
    int last = 0;
    andaman_age_nonce(nonce, chunk, is_final);
    return EVP_CipherInit_ex(context, NULL, NULL, NULL, nonce, 1) == 1 &&
           (count == 0 || EVP_EncryptUpdate(context, out, &written, plain, count) == 1) &&
           EVP_EncryptFinal_ex(context, out + written, &last) == 1 && written + last == count &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out + count) == 1;
}

/// Checks the tag that stands after `count` encrypted bytes and writes the decrypted ones to `out`; where 0 is
/// returned, what stands in `out` is not authentic.
static inline int andaman_age_open(EVP_CIPHER_CTX *context, unsigned long long chunk, int is_final,
                                   const unsigned char *sealed, int count, unsigned char *out) {
    unsigned char nonce[12];
    unsigned char tag[16];
    int written = 0;
    int last = 0;
    andaman_age_nonce(nonce, chunk, is_final);
    for (int index = 0; index < 16; index++) tag[index] = sealed[count + index];
    return EVP_CipherInit_ex(context, NULL, NULL, NULL, nonce, 0) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1 &&
           (count == 0 || EVP_DecryptUpdate(context, out, &written, sealed, count) == 1) &&
           EVP_DecryptFinal_ex(context, out + written, &last) == 1 && written + last == count;
}

// MARK: Signatures

// A macro over a function with a variable number of arguments.
static inline EVP_PKEY *andaman_signatures_generate_p256(void) { return EVP_EC_gen("P-256"); }

#define ANDAMAN_P256_POINT 65
#define ANDAMAN_P256_NUMBER 32

// The key of an uncompressed point on P-256, which must lie on the curve, and of the private number that `number` is
// (big-endian) unless it is NULL; NULL where it is none. Whether the two belong together is not asked. It takes a
// twentieth of the time of d2i_PUBKEY and EVP_PKCS82PKEY, which ask every decoder there is for each key.
static inline EVP_PKEY *andaman_signatures_p256(const unsigned char *point, const unsigned char *number) {
    char group[] = "prime256v1";
    unsigned char native[ANDAMAN_P256_NUMBER] = {0};
    BIGNUM *value = number == NULL ? NULL : BN_bin2bn(number, ANDAMAN_P256_NUMBER, NULL);
    int isReady = number == NULL || (value != NULL && BN_bn2nativepad(value, native, sizeof native) > 0);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, ANDAMAN_P256_POINT),
        number == NULL ? OSSL_PARAM_construct_end()
                       : OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, sizeof native),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = isReady ? EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL) : NULL;
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, number == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    BN_clear_free(value);
    OPENSSL_cleanse(native, sizeof native);
    return key;
}

// Writes the uncompressed point of a key on P-256 and returns 1; 0 for a key of another kind or curve.
static inline int andaman_signatures_p256_point(const EVP_PKEY *key, unsigned char *point) {
    char group[sizeof "prime256v1"];
    size_t length = 0, count = 0;
    return EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 && strcmp(group, "prime256v1") == 0 &&
           EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, ANDAMAN_P256_POINT,
                                           &count) == 1 &&
           count == ANDAMAN_P256_POINT && point[0] == POINT_CONVERSION_UNCOMPRESSED;
}

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
}

// MARK: Tokens
//
// Keys on PKCS#11 tokens, by libp11's engine, which is loaded when the first such key is opened. libcrypto calls engines
// deprecated, and 3.0 of Debian 12 has nothing in their place. There is one engine in a process, with one module and one
// PIN at a time: whoever calls these sees to it that one thread does so, and that one key is open.

// The engine's questions are all for the PIN; they are answered with the one that is lent, and nobody is asked at a
// terminal behind our back.
static inline int andaman_token_answer(UI *ui, UI_STRING *question) {
    const char *pin = (const char *)UI_get0_user_data(ui);
    if (UI_get_string_type(question) != UIT_PROMPT) return 1;
    return pin != NULL && UI_set_result(ui, question, pin) == 0;
}

// Lends `pin` to the engine, or takes it back with NULL: a key that wants it for each signature asks then.
static inline int andaman_token_lend(ENGINE *engine, const char *pin) {
    return ENGINE_ctrl_cmd(engine, "SET_CALLBACK_DATA", 0, (void *)pin, NULL, 0);
}

// Gives back a key and its engine.
static inline void andaman_token_close(ENGINE *engine, EVP_PKEY *key) {
    // libp11 keeps the key as long as its engine is in use, and the key keeps the engine in use: without this neither
    // would ever go, the login would stay, and another module would not be loaded.
    EVP_PKEY_set1_engine(key, NULL);
    EVP_PKEY_free(key);
    ENGINE_finish(engine);
    // It would keep the PIN, and try it on the next token.
    ENGINE_ctrl_cmd_string(engine, "PIN", "", 0);
    ENGINE_free(engine);
}

// An inline function with a cast that Swift does not import.
static inline int andaman_token_reason(unsigned long error) { return ERR_GET_REASON(error); }

static inline ENGINE *andaman_token_engine(void) { return ENGINE_by_id("pkcs11"); }

// Opens the key that `uri` names through the module at `path`, logging in once with `pin`. Where NULL is returned the
// engine is given back already.
static inline EVP_PKEY *andaman_token_open(ENGINE *engine, const char *path, const char *uri, const char *pin) {
    static UI_METHOD *method;
    EVP_PKEY *key = NULL;
    if (method == NULL) {
        method = UI_create_method("PIN");
        if (method != NULL) UI_method_set_reader(method, andaman_token_answer);
    }
    if (method != NULL && ENGINE_ctrl_cmd(engine, "QUIET", 0, NULL, NULL, 0) == 1 &&
        ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", path, 0) == 1 &&
        ENGINE_ctrl_cmd_string(engine, "PIN", pin, 0) == 1 &&
        ENGINE_ctrl_cmd(engine, "SET_USER_INTERFACE", 0, method, NULL, 0) == 1 && ENGINE_init(engine) == 1) {
        key = ENGINE_load_private_key(engine, uri, method, (void *)pin);
        if (key != NULL) return key;
        ENGINE_finish(engine);
    }
    ENGINE_ctrl_cmd_string(engine, "PIN", "", 0);
    ENGINE_free(engine);
    return NULL;
}

// The private key in a PEM text that is not encrypted; the empty passphrase keeps libcrypto from asking the terminal.
static inline EVP_PKEY *andaman_signatures_plain_key(BIO *text) {
    return text == NULL ? NULL : PEM_read_bio_PrivateKey(text, NULL, NULL, (void *)"");
}

// MARK: Signatures: status answers (RFC 6960)

// What an OCSP answer says about one certificate; times in seconds since 1970.
typedef struct {
    int status;            // V_OCSP_CERTSTATUS_GOOD, _REVOKED or _UNKNOWN
    int reason;            // -1 where none is given
    int has_next_update;
    int is_weak;           // signed with less than SHA-256
    int is_delegated;      // signed by a responder, not by the authority itself
    long long this_update, next_update, revoked_at;
    long long responder_from, responder_until;
} andaman_signatures_status;

// The seconds of an ASN.1 time since 1970; 0 where it cannot be read.
static inline int andaman_signatures_seconds(const ASN1_TIME *time, long long *seconds) {
    int days = 0;
    int rest = 0;
    ASN1_TIME *epoch = time == NULL ? NULL : ASN1_TIME_set(NULL, 0);
    int is_read = epoch != NULL && ASN1_TIME_diff(&days, &rest, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    *seconds = (long long)days * 86400 + rest;
    return is_read;
}

// An OCSPResponse or the BasicOCSPResponse in one, read to its last byte; NULL for anything else.
static inline OCSP_BASICRESP *andaman_signatures_basic_answer(const unsigned char *der, long count) {
    const unsigned char *cursor = der;
    OCSP_BASICRESP *basic = NULL;
    OCSP_RESPONSE *answer = d2i_OCSP_RESPONSE(NULL, &cursor, count);
    if (answer != NULL) {
        if (cursor == der + count && OCSP_response_status(answer) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
            basic = OCSP_response_get1_basic(answer);
        OCSP_RESPONSE_free(answer);
        return basic;
    }
    cursor = der;
    basic = d2i_OCSP_BASICRESP(NULL, &cursor, count);
    if (basic != NULL && cursor != der + count) {
        OCSP_BASICRESP_free(basic);
        basic = NULL;
    }
    return basic;
}

// The part of an answer that names this certificate by its issuer's name and key and its serial number.
static inline OCSP_SINGLERESP *andaman_signatures_single(OCSP_BASICRESP *basic, X509 *certificate, X509 *issuer) {
    for (int index = 0; index < OCSP_resp_count(basic); index++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(basic, index);
        OCSP_CERTID *named = (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single);
        ASN1_OBJECT *method = NULL;
        if (OCSP_id_get0_info(NULL, &method, NULL, NULL, named) != 1) continue;
        const EVP_MD *digest = EVP_get_digestbyobj(method);
        OCSP_CERTID *own = digest == NULL ? NULL : OCSP_cert_to_id(digest, certificate, issuer);
        int is_same = own != NULL && OCSP_id_cmp(own, named) == 0;
        OCSP_CERTID_free(own);
        if (is_same) return single;
    }
    return NULL;
}

// Judges an answer about `certificate`: -2 unreadable, -1 about others, 0 not signed by the issuer or by a responder
// that it appointed (RFC 6960 §4.2.2.2), 1 authentic. Times are left to the caller.
static inline int andaman_signatures_judge_status(const unsigned char *der, long count, X509 *certificate,
                                                  X509 *issuer, andaman_signatures_status *status) {
    int result = -2;
    int method = NID_undef;
    int reason = -1;
    ASN1_GENERALIZEDTIME *revoked = NULL, *made = NULL, *next = NULL;
    X509 *responder = NULL;
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *kind = NULL;
    OCSP_BASICRESP *basic = andaman_signatures_basic_answer(der, count);
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *known = sk_X509_new_null();
    if (basic != NULL && store != NULL && known != NULL && sk_X509_push(known, issuer) > 0) {
        OCSP_SINGLERESP *single = andaman_signatures_single(basic, certificate, issuer);
        result = single == NULL ? -1 : 0;
        X509_VERIFY_PARAM *demands = X509_STORE_get0_param(store);
        // The issuer alone is trusted to say who answers for it; no root of anybody's.
        if (single != NULL && X509_STORE_add_cert(store, issuer) == 1 &&
            X509_VERIFY_PARAM_set_flags(demands, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) == 1 &&
            (X509_VERIFY_PARAM_set_auth_level(demands, 2), 1) &&
            OCSP_basic_verify(basic, known, store, 0) == 1 && OCSP_resp_get0_signer(basic, &responder, known) == 1) {
            status->status = OCSP_single_get0_status(single, &reason, &revoked, &made, &next);
            status->reason = reason;
            status->has_next_update = next != NULL;
            status->is_delegated = X509_cmp(responder, issuer) != 0;
            algorithm = OCSP_resp_get0_tbs_sigalg(basic);
            X509_ALGOR_get0(&kind, NULL, NULL, algorithm);
            const EVP_MD *digest =
                OBJ_find_sigid_algs(OBJ_obj2nid(kind), &method, NULL) == 1 ? EVP_get_digestbynid(method) : NULL;
            status->is_weak = digest == NULL || EVP_MD_get_size(digest) < 32;
            if (andaman_signatures_seconds(made, &status->this_update) == 1 &&
                (next == NULL || andaman_signatures_seconds(next, &status->next_update) == 1) &&
                (revoked == NULL || andaman_signatures_seconds(revoked, &status->revoked_at) == 1) &&
                andaman_signatures_seconds(X509_get0_notBefore(responder), &status->responder_from) == 1 &&
                andaman_signatures_seconds(X509_get0_notAfter(responder), &status->responder_until) == 1)
                result = 1;
        }
    }
    sk_X509_free(known);
    X509_STORE_free(store);
    OCSP_BASICRESP_free(basic);
    return result;
}

// The DER of a question about `certificate`, in memory that libcrypto frees; a length of 0 is a failure. No nonce: what
// is fetched is kept as evidence, and responders answer from what they signed before.
static inline int andaman_signatures_status_request(X509 *certificate, X509 *issuer, unsigned char **der) {
    int count = 0;
    OCSP_REQUEST *request = OCSP_REQUEST_new();
    // SHA-1 names the issuer here and protects nothing; many responders know no other.
    OCSP_CERTID *named = OCSP_cert_to_id(EVP_sha1(), certificate, issuer);
    if (request != NULL && named != NULL && OCSP_request_add0_id(request, named) != NULL) {
        named = NULL;
        count = i2d_OCSP_REQUEST(request, der);
    }
    OCSP_CERTID_free(named);
    OCSP_REQUEST_free(request);
    return count > 0 ? count : 0;
}
static inline void andaman_signatures_free(unsigned char *der) { OPENSSL_free(der); }

#endif
