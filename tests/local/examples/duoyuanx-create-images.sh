curl -X POST {{SERVICE}}/v1/videos \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "grok-imagine-video",
    "prompt": "参考多张图片的主体特征，生成一段连贯的产品展示视频",
    "seconds": "10",
    "aspect_ratio": "16:9",
    "resolution": "720P",
    "images": [
      "data:image/png;base64,FIRST_IMAGE_BASE64",
      "data:image/png;base64,SECOND_IMAGE_BASE64"
    ]
  }'
