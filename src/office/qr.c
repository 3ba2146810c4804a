/* A text as a QR code for a telephone to read: the dark squares as one path, each run of a row a
 * rectangle, so that the page draws it without a picture file, script or style. */
#include "office/pages.h"

#include <qrencode.h>

enum { QUIET = 4 }; /* squares of white around it, as ISO/IEC 18004 wants */

static bool is_dark(const QRcode *code, int x, int y)
{
    return x < code->width && (code->data[y * code->width + x] & 1);
}

static void row_draw(Buf *path, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x++) {
        int first = x;
        while (is_dark(code, x, y))
            x++;
        int run = x - first;
        if (run) buf_format(path, "M%d %dh%dv1h-%dz", first + QUIET, y + QUIET, run, run);
    }
}

QrPicture qr_draw(Arena *arena, Str text)
{
    Buf path = buf_new(arena);
    QRcode *code = QRcode_encodeString8bit(str_z(arena, text), 0, QR_ECLEVEL_M);
    if (!code) return (QrPicture){.size = 0}; /* too long for any: the text is beside it */
    for (int y = 0; y < code->width; y++)
        row_draw(&path, code, y);
    QrPicture picture = {.size = code->width + 2 * QUIET, .path = buf_str(&path)};
    QRcode_free(code);
    return picture;
}
