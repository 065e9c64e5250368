export { type KafkaLine, type KafkaOptions } from './client.js';
export { type KafkaTopics, kafkaTopics } from './topics.js';
