// SPDX-License-Identifier: Apache-2.0
//
// The least that sealing can cost here: SHA-256 and CRC-32 over the plain bytes and over the encrypted ones, and
// ChaCha20-Poly1305 between them, from the libraries that the program uses, spread over two cores. Nothing is read and
// nothing written: one thread hashes and encrypts, the other takes the rest from it piece by piece.
//
//     floor MIB
#include <openssl/evp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { PIECE = 1 << 20, CHUNK = 64 << 10, TAG = 16, SLOTS = 4 };

struct slot {
    unsigned char plain[PIECE];
    unsigned char sealed[PIECE / CHUNK * (CHUNK + TAG)];
};

static struct slot slots[SLOTS];
static sem_t empty, full;
static size_t pieces;

static void require(int isTrue, const char *what) {
    if (isTrue) return;
    fprintf(stderr, "floor: %s failed\n", what);
    exit(70);
}

/// CRC-32 of both, and SHA-256 of the encrypted bytes.
static void *measure(void *unused) {
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned char digest[32];
    unsigned long plain = 0, sealed = 0;
    require(EVP_DigestInit_ex(hash, EVP_sha256(), NULL), "SHA-256");
    for (size_t piece = 0; piece < pieces; piece++) {
        sem_wait(&full);
        const struct slot *slot = &slots[piece % SLOTS];
        require(EVP_DigestUpdate(hash, slot->sealed, sizeof slot->sealed), "SHA-256");
        plain = crc32_z(plain, slot->plain, sizeof slot->plain);
        sealed = crc32_z(sealed, slot->sealed, sizeof slot->sealed);
        sem_post(&empty);
    }
    require(EVP_DigestFinal_ex(hash, digest, NULL), "SHA-256");
    printf("%08lx %08lx\n", plain, sealed);
    EVP_MD_CTX_free(hash);
    return unused;
}

int main(int count, char **arguments) {
    pieces = count == 2 ? strtoul(arguments[1], NULL, 10) : 0;
    require(pieces > 0, "floor MIB: reading the number");
    sem_init(&empty, 0, SLOTS);
    sem_init(&full, 0, 0);
    for (int index = 0; index < SLOTS; index++)
        for (size_t byte = 0; byte < PIECE; byte++) slots[index].plain[byte] = (unsigned char)(byte * 31 + index);

    pthread_t other;
    require(pthread_create(&other, NULL, measure, NULL) == 0, "pthread_create");
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    const unsigned char key[32] = {1};
    unsigned char nonce[12] = {0};
    unsigned char digest[32];
    int written;
    require(EVP_DigestInit_ex(hash, EVP_sha256(), NULL), "SHA-256");
    require(EVP_CipherInit_ex(cipher, EVP_chacha20_poly1305(), NULL, key, NULL, 1), "ChaCha20-Poly1305");
    for (size_t piece = 0; piece < pieces; piece++) {
        sem_wait(&empty);
        struct slot *slot = &slots[piece % SLOTS];
        require(EVP_DigestUpdate(hash, slot->plain, sizeof slot->plain), "SHA-256");
        unsigned char *out = slot->sealed;
        for (size_t chunk = 0; chunk < PIECE; chunk += CHUNK, out += CHUNK + TAG) {
            nonce[9] = (unsigned char)(chunk >> 16);
            nonce[10] = (unsigned char)piece;
            nonce[8] = (unsigned char)(piece >> 8);
            require(EVP_CipherInit_ex(cipher, NULL, NULL, NULL, nonce, 1) &&
                        EVP_EncryptUpdate(cipher, out, &written, slot->plain + chunk, CHUNK) &&
                        EVP_EncryptFinal_ex(cipher, out + CHUNK, &written) &&
                        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG, out + CHUNK),
                    "ChaCha20-Poly1305");
        }
        sem_post(&full);
    }
    require(EVP_DigestFinal_ex(hash, digest, NULL), "SHA-256");
    pthread_join(other, NULL);
    EVP_CIPHER_CTX_free(cipher);
    EVP_MD_CTX_free(hash);
    return 0;
}
