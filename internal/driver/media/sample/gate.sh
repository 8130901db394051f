#!/bin/sh
# Draws the pictures of the simulated gate camera (ours, from nothing): a gate, a road, two
# walkers and a car, four seconds, a key frame each second. Needs ffmpeg with x264.
cd "$(dirname "$0")" || exit 1
ffmpeg -hide_banner -loglevel error -y -f lavfi -i "color=c=0x9fb4c4:s=1280x720:r=25:d=4" -filter_complex "[0:v]
drawbox=x=0:y=430:w=1280:h=290:color=0x6d7275:t=fill,
drawbox=x=0:y=560:w=1280:h=8:color=0xd9d9d9:t=fill,
drawbox=x=180:y=190:w=120:h=250:color=0x8a5a44:t=fill,
drawbox=x=980:y=190:w=120:h=250:color=0x8a5a44:t=fill,
drawbox=x=180:y=150:w=920:h=60:color=0x7a3b2e:t=fill,
drawbox=x=300:y=330:w=680:h=8:color=0x33414a:t=fill,
drawbox=x=300:y=420:w=680:h=8:color=0x33414a:t=fill,
drawtext=fontfile=/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc:text='学校大门  模拟画面':x=(w-tw)/2:y=160:fontsize=40:fontcolor=0xffe9b0,
drawtext=text='%{pts\:hms}':fontfile=/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc:x=24:y=18:fontsize=34:fontcolor=white:box=1:boxcolor=0x000000@0.4[bg];
color=c=0x1f3a8a:s=34x110:r=25:d=4[a];color=c=0xb45309:s=30x96:r=25:d=4[b];color=c=0xf1f5f9:s=260x84:r=25:d=4[c];
[bg][a]overlay=x='mod(300*t+100,1280)':y=390[d];[d][b]overlay=x='1180-mod(225*t,1280)':y=410[e];[e][c]overlay=x='-300+395*t':y=590
" -c:v libx264 -profile:v baseline -preset slow -b:v 700k -maxrate 900k -bufsize 900k -g 25 -keyint_min 25 -sc_threshold 0 -x264-params "aud=1:repeat-headers=1" -bsf:v "filter_units=remove_types=6" -f h264 gate.h264
