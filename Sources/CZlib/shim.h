// SPDX-License-Identifier: Apache-2.0
#ifndef ANDAMAN_CZLIB_SHIM_H
#define ANDAMAN_CZLIB_SHIM_H

#include <zlib.h>

/// Starts inflating a raw DEFLATE stream (RFC 1951): no zlib header, the largest window.
static inline int andaman_inflate_raw_init(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

#endif
