#!/bin/sh
# Makes clip.ts: one segment of a moving test card with a beep, for the mocks that serve HLS. Needs ffmpeg with libx264, and a font.
#
# - The clip lasts 4.096 s and has eight fragments of 0.512 s: 8 video frames of 3072 ticks and 24 AAC frames of 1024 ticks, at 48,000 ticks
#   a second. Each fragment begins with a keyframe.
# - It is the middle of three rounds, so its end fits its beginning in the sound too.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

round=4.096
frames=64
beep="0.2*sin(2000*PI*t)*pow(max(0\,sin(2*PI*t/1.024))\,8)"

ffmpeg -v error -fflags +bitexact \
  -f lavfi -i "smptebars=size=320x180:rate=125/8" \
  -f lavfi -i "color=black:size=12x44:rate=125/8" \
  -f lavfi -i "aevalsrc=exprs=$beep:sample_rate=48000" \
  -filter_complex "[0][1]overlay=x='5*mod(n\,$frames)':y=61,
    drawtext=text='onair mock  %{eif\:mod(n\,$frames)\:d\:2}':font=Sans:fontsize=22:fontcolor=white:box=1:boxcolor=black:boxborderw=6:x=(w-tw)/2:y=16,
    format=yuv420p[card]" \
  -map '[card]' -map 2 -t 12.288 \
  -c:v libx264 -profile:v main -level 1.2 -refs 3 -preset veryslow -crf 27 -bf 0 -g 8 -keyint_min 8 -sc_threshold 0 -flags:v +bitexact \
  -c:a aac -b:a 20k -flags:a +bitexact -video_track_timescale 48000 "$work/rounds.mp4"

ffmpeg -v error -fflags +bitexact -ss $round -t $round -i "$work/rounds.mp4" -c copy -map_metadata -1 -flags +bitexact \
  -video_track_timescale 48000 -movflags +empty_moov+default_base_moof+frag_keyframe+skip_trailer "$work/clip.mp4"

{
  echo '/** A fragmented MP4 in base64, written by make-clip.sh. */'
  echo "export const clip: string ="
  echo "  '$(base64 -w 0 "$work/clip.mp4")'"
} > clip.ts
