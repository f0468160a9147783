curl -X POST '{{SERVICE}}/api/open-api/v1/grok/videos' \
  -H 'Authorization: Bearer sk_xxx' \
  -H 'Content-Type: application/json' \
  -d '{
    "model": "grok-imagine-video-1.5",
    "prompt": "一只精美的茶杯中缓缓注入热茶,雾气袅袅,微距镜头摄影",
    "ratio": "16:9",
    "duration": 10,
    "image_urls": ["https://example.com/cup.jpg"]
  }'
