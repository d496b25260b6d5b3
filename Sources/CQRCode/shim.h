// SPDX-License-Identifier: Apache-2.0
#ifndef ANDAMAN_CQRCODE_SHIM_H
#define ANDAMAN_CQRCODE_SHIM_H

#include <dlfcn.h>
#include <stddef.h>

/// What `andaman_qr_encode` returns where libqrencode is not installed.
static const int andaman_qr_no_library = -1;

/// Draws `text` as a QR code with error correction M by libqrencode 4, which is loaded now: only one command needs it, and
/// all others would start later for it.
///
/// Writes a byte for each module, 1 where it is dark, row by row. Returns how many a side has; 0 where the library does
/// not draw it or `capacity` bytes are too few.
static inline int andaman_qr_encode(const char *text, unsigned char *modules, size_t capacity) {
    struct code {
        int version;
        int width;
        unsigned char *data;
    };
    void *library = dlopen("libqrencode.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return andaman_qr_no_library;
    struct code *(*encode)(const char *, int, int, int, int);
    void (*release)(struct code *);
    *(void **)&encode = dlsym(library, "QRcode_encodeString");
    *(void **)&release = dlsym(library, "QRcode_free");
    int width = 0;
    if (encode != NULL && release != NULL) {
        // Any version that fits, level M (1), 8-bit text (2) as far as digits do not do; case counts.
        struct code *code = encode(text, 0, 1, 2, 1);
        if (code != NULL) {
            size_t count = code->width > 0 ? (size_t)code->width * (size_t)code->width : 0;
            if (count <= capacity) {
                for (size_t index = 0; index < count; index++) modules[index] = code->data[index] & 1;
                width = code->width;
            }
            release(code);
        }
    }
    dlclose(library);
    return width;
}

#endif
