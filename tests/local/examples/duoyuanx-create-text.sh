curl -X POST {{SERVICE}}/v1/videos \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "grok-imagine-video",
    "prompt": "清晨的城市街道，阳光穿过树叶，镜头缓慢向前移动",
    "seconds": "8",
    "aspect_ratio": "16:9",
    "resolution": "720P"
  }'
