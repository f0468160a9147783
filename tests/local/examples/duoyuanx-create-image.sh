curl -X POST {{SERVICE}}/v1/videos \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "grok-imagine-video",
    "prompt": "让参考图中的人物自然转身，背景保持柔和景深",
    "seconds": "6",
    "aspect_ratio": "9:16",
    "resolution": "720P",
    "image": "data:image/png;base64,BASE64_IMAGE_DATA"
  }'
